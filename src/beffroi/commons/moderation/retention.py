"""The retention rule: words and addresses of reports go one year after the decision; the register stays."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from beffroi.commons.moderation.models import Appeal, Case, Flag

KEPT = timedelta(days=365)


@transaction.atomic
def forget_old(at: datetime) -> int:
    """Returns how many reports lost their words."""
    before = at - KEPT
    flags = Flag.objects.filter(case__closed_at__lt=before).exclude(Q(text="") & Q(name="") & Q(email="") & Q(voice=None))
    Case.objects.filter(closed_at__lt=before).exclude(excerpt="").update(excerpt="")
    Appeal.objects.filter(decided_at__lt=before).exclude(text="").update(text="")
    return flags.update(text="", name="", email="", voice=None)

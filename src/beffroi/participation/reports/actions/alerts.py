"""Hearing by mail of what is reported around a place."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.kernel import mail
from beffroi.participation.reports.models import Alert, Category, PhoneCode, Report, Update

UNCONFIRMED_FOR = timedelta(days=3)


@transaction.atomic
def ask_alert(
    *, email: str, longitude: float, latitude: float, metres: int, categories: Sequence[Category], place: str, language: str, at: datetime
) -> Alert:
    """Keep what was asked for; it begins when the link of the mail is followed."""
    alert = Alert.objects.create(
        email=email.strip().lower(),
        longitude=longitude,
        latitude=latitude,
        metres=metres,
        place=place[:200],
        language=language,
        created_at=at,
    )
    alert.categories.set(categories)
    with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        url = f"{settings.BASE_URL}{reverse('reports_town:alert', args=[alert.key])}"
        text = _("You asked to hear of what is reported around %(place)s. Follow this link to begin; otherwise nothing happens.")
        mail.send(
            to=alert.email, subject=_("Begin your alert"), text=f"{text % {'place': alert.place or '–'}}\n\n{url}", key=f"report-alert-{alert.pk}",
            language=language,
        )  # fmt: skip
    return alert


@transaction.atomic
def confirm_alert(*, alert: Alert, at: datetime) -> Alert:
    """Whoever reads this mailbox wants it: what is reported from now on is told."""
    Alert.objects.filter(pk=alert.pk, confirmed_at=None).update(confirmed_at=at, told_at=at)
    alert.refresh_from_db()
    return alert


@transaction.atomic
def end_alert(*, alert: Alert) -> None:
    """Ended is forgotten."""
    alert.delete()


@transaction.atomic
def note_told(*, alert: Alert, until: datetime) -> None:
    Alert.objects.filter(pk=alert.pk).update(told_at=until)


@transaction.atomic
def forget_alerts(*, email: str) -> None:
    if email:
        Alert.objects.filter(email=email.lower()).delete()


@transaction.atomic
def forget_stale(*, at: datetime) -> None:
    """What nobody confirmed: alerts after three days, codes once they are no longer good."""
    Alert.objects.filter(confirmed_at=None, created_at__lt=at - UNCONFIRMED_FOR).delete()
    PhoneCode.objects.filter(expires_at__lt=at).delete()


@transaction.atomic
def forget_reporters(*, before: datetime) -> int:
    """How to reach those who reported what has ended since long: nobody writes to them any more. Gives how many reports."""
    ended = Report.objects.filter(ended_at__lt=before)
    Update.objects.filter(report__in=ended).exclude(reporter="").update(reporter={})
    return ended.exclude(reporter="").update(reporter={})

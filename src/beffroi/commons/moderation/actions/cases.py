from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.commons.moderation import triage
from beffroi.commons.moderation.models import Case
from beffroi.commons.moderation.rules import DECIDE
from beffroi.commons.moderation.types import contexts
from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.kernel.subjects import Subject

KEPT_WORDS = 2000


@transaction.atomic
def open_case(*, subject: Subject, at: datetime) -> Case:
    """The open case of a subject, made if there is none; it keeps the words as they are now."""
    case = Case.objects.select_for_update().filter(subject_kind=subject.kind, subject_id=subject.id, closed_at=None).first()
    if case:
        return case
    card = subject.card()
    if card is None:
        raise Refused(Refusal("unknown", _("This page does not exist any more.")))
    whole = contexts[subject.kind].whole(subject.id) if subject.kind in contexts else None
    return Case.objects.get_or_create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        closed_at=None,
        defaults={
            "voice_id": card.voice_id,
            "title": card.title[:300],
            "excerpt": (whole.text if whole else card.excerpt)[:KEPT_WORDS],
            "url": card.url[:500],
            "opened_at": at,
        },
    )[0]


@transaction.atomic
def assign(*, case: Case, to: Account | None, by: Any, at: datetime) -> None:
    """Say who looks at it, so that two do not."""
    require(must_have_right(by, DECIDE), must_have_right(to, DECIDE) if to else None)
    Case.objects.filter(pk=case.pk, closed_at=None).update(assigned_to=to)


def weigh(case: Case, at: datetime) -> None:
    """Place it in the queue again, with the reasons."""
    case.signals = triage.signals(case, at)
    case.score = sum(signal["points"] for signal in case.signals)
    case.save(update_fields=["signals", "score", "flags_count"])

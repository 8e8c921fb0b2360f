from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.commons.moderation.actions.cases import open_case, weigh
from beffroi.commons.moderation.facts import SubjectFlagged
from beffroi.commons.moderation.models import Case, Flag
from beffroi.commons.moderation.rules import may_flag
from beffroi.kernel.facts import record
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject


@transaction.atomic
def flag(
    *,
    subject: Subject,
    person: Any,
    reason: str,
    at: datetime,
    text: str = "",
    name: str = "",
    email: str = "",
    language: str = "fr",
    key: str = "",
) -> Flag:
    """Report a subject. A second report of the same person on an open case is the first one, with the new words.

    `key` names an anonymous visitor for the limit of tries (`people.doors.visitor_key`).
    """
    require(may_flag(person, subject, at))
    voice = person.voice if person.is_authenticated else None
    require(must_be_within("moderation-flag", voice.pk if voice else key, most=20 if voice else 10, per=timedelta(hours=1), at=at))
    case = open_case(subject=subject, at=at)
    said = {"reason": reason, "text": text, "name": name, "email": email, "language": language}
    if voice:
        row, is_new = Flag.objects.get_or_create(case=case, voice=voice, defaults={**said, "created_at": at})
        if not is_new:
            Flag.objects.filter(pk=row.pk).update(**said)
            row.refresh_from_db()
            weigh(case, at)
            return row
    else:
        row = Flag.objects.create(case=case, created_at=at, **said)
    Case.objects.filter(pk=case.pk).update(flags_count=F("flags_count") + 1)
    case.refresh_from_db()
    weigh(case, at)
    record(SubjectFlagged(case_id=case.pk, flag_id=row.pk, subject_kind=subject.kind, subject_id=subject.id))
    return row

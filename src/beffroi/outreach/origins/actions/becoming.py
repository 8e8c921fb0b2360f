from datetime import datetime

from django.db import transaction

from beffroi.channels.base.actions import deliver
from beffroi.channels.base.models import Heard
from beffroi.ground.people.models import Account
from beffroi.kernel.facts import record
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins import queries, words
from beffroi.outreach.origins.facts import HeardBecame
from beffroi.outreach.origins.models import Origin
from beffroi.outreach.origins.rules import can_be_answered, may_be_told


@transaction.atomic
def became(*, heard: Heard, subject: Subject, at: datetime, by: Account | None = None, say: bool = True, title: str = "") -> Origin:
    """Keep what a message became, once, and (`say`) tell its author so in her own thread. `by`: nobody, it came by itself.

    `title`: under what it stands, if its own title would tell her nothing.
    """
    origin, made = Origin.objects.get_or_create(
        heard=heard,
        subject_kind=subject.kind,
        subject_id=subject.id,
        defaults={"by": by, "is_automatic": by is None, "at": at, "language": words.language_of(heard)},
    )
    if not made:
        return origin
    record(
        HeardBecame(
            origin_id=origin.pk, heard_id=heard.pk, subject_kind=subject.kind, subject_id=subject.id, is_automatic=origin.is_automatic
        )
    )
    setting = queries.setting()
    card = subject.card()
    if say and setting.says_receipts and card and can_be_answered(origin) and may_be_told(origin, at) is None:
        message = words.receipt(origin, title=title or card.title, url=card.url, setting=setting)
        subject_of_it = Subject(queries.ORIGIN, origin.pk)
        deliver(account=heard.account, message=message, subject=subject_of_it, key=f"origin-{origin.pk}-receipt", answers=heard, at=at)
    return origin

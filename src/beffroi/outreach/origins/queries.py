"""What messages became, for the inbox and for those who tell people."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from beffroi.channels.base.models import Delivery, Heard
from beffroi.ground.people.models import Account
from beffroi.kernel.subjects import Card, Subject, cards_of
from beffroi.outreach.origins.models import Contact, Origin, Setting
from beffroi.outreach.origins.types import Intake, intakes, roots

ORIGIN, HEARD = "origin", "heard"


@dataclass(frozen=True)
class Became:
    """A message became this; `card` is None when it is no longer there."""

    origin: Origin
    card: Card | None
    deliveries: tuple[Delivery, ...]  # what was told back, the oldest first


@dataclass(frozen=True)
class Offer:
    """Something that the team may make of a message, and why it would be a good use."""

    intake: Intake
    url: str
    reason: str

    @property
    def label(self) -> Any:
        return self.intake.label


def of(heard_ids: Collection[int]) -> dict[int, list[Became]]:
    """{heard id: what it became}, the oldest first; three queries and one for each kind of thing."""
    rows = list(Origin.objects.filter(heard_id__in=heard_ids).select_related("by__voice").order_by("pk"))
    cards = cards_of({row.subject for row in rows})
    told = told_to([row.pk for row in rows])
    found: dict[int, list[Became]] = defaultdict(list)
    for row in rows:
        found[row.heard_id or 0].append(Became(row, cards.get(row.subject), tuple(told.get(row.pk, ()))))
    return dict(found)


def told_to(origin_ids: Collection[int]) -> dict[int, list[Delivery]]:
    """What was said, or waits to be said, in the threads of these origins."""
    found: dict[int, list[Delivery]] = defaultdict(list)
    for delivery in Delivery.objects.filter(subject_kind=ORIGIN, subject_id__in=list(origin_ids)).order_by("pk"):
        found[delivery.subject_id].append(delivery)
    return dict(found)


def origins_of(subject: Subject) -> QuerySet[Origin]:
    """The messages of which this was made, the oldest first."""
    return Origin.objects.of(subject).select_related("heard__account").order_by("pk")


def subject_of(heard: Heard) -> Subject | None:
    """Which content of ours a message speaks about; the first sort of publication that knows answers."""
    return next((found for root in roots if (found := root.subject_of(heard))), None)


def offers(heard: Heard, person: Account) -> list[Offer]:
    """What this person may make of it: what is suggested first."""
    if heard.gone_at or heard.hidden_at:
        return []
    usable = [one for one in intakes if person.has_right(one.right) and one.is_offered(heard)]
    found = [Offer(one, one.url(heard), one.suggest(heard) or "") for one in sorted(usable, key=lambda one: (one.order, one.kind))]
    return sorted(found, key=lambda offer: not offer.reason)


def setting() -> Setting:
    return Setting.objects.filter(pk=1).first() or Setting(pk=1)


def contact(channel: str, address: str) -> Contact | None:
    return Contact.objects.filter(channel=channel, address=address).first()

"""Who hears that an answer is late: whoever took it, else those who may answer; later those responsible."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from beffroi.commons.notifications import actions as notifications
from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.commons.promises.models import Clock
from beffroi.commons.promises.rules import LATE
from beffroi.commons.promises.types import clock_owners
from beffroi.ground.people.models import Account, Grant
from beffroi.ground.people.rights import ADMINISTRATOR, rights
from beffroi.kernel.subjects import cards_of

SINGLY = 3  # more than these at once become one notification


def tell(clocks: Iterable[Clock], *, escalated: bool, at: datetime) -> None:
    """Once for each clock and each of its hours; many at once are one piece of news."""
    rows = list(clocks)
    cards = cards_of({row.subject for row in rows})
    word = "escalated" if escalated else "late"
    for people, theirs in _recipients(rows, escalated).items():
        if len(theirs) > SINGLY:
            params: dict[str, Any] = {"count": len(theirs), "url": reverse("promises_desk:late")}
            origin = f"promise-{word}-many-{at.isoformat()}"
            notifications.tell(
                voices_or_accounts=list(people), kind=f"promises:{word}_many", subject=None, params=params, origin=origin, at=at
            )
            continue
        for row in theirs:
            card = cards.get(row.subject)
            notifications.tell(
                voices_or_accounts=list(people),
                kind=f"promises:{word}",
                subject=row.subject if card else None,
                params={"title": card.title if card else "", "url": card.url if card else reverse("promises_desk:late")},
                origin=f"promise-{word}-{row.pk}-{row.next_at:%Y%m%d%H%M}" if row.next_at else f"promise-{word}-{row.pk}",
                at=at,
            )


def _recipients(rows: list[Clock], escalated: bool) -> dict[tuple[Account, ...], list[Clock]]:
    """Clocks by the people who hear of them."""
    responsible = _holders(LATE) if escalated else ()
    by_kind: dict[str, list[Clock]] = {}
    for row in rows:
        by_kind.setdefault(row.subject_kind, []).append(row)
    found: dict[tuple[Account, ...], list[Clock]] = {}
    for kind, theirs in by_kind.items():
        owner = clock_owners.get(kind)
        assigned = owner.assigned([row.subject_id for row in theirs]) if owner and not escalated else {}
        rest = responsible if escalated else _holders(owner.right if owner else LATE)
        for row in theirs:
            found.setdefault(tuple(assigned.get(row.subject_id) or rest), []).append(row)
    return found


def _holders(right: str) -> tuple[Account, ...]:
    roles = rights[right].roles | {ADMINISTRATOR}
    holders = Grant.objects.current().filter(role__in=roles).values("account_id")
    return tuple(Account.objects.filter(pk__in=holders, is_active=True).order_by("pk"))


def _late(params: dict[str, Any], language: str) -> str:
    if not params["title"]:
        return str(_("A promised answer is late."))
    return _("A promised answer is late: “%(title)s”.") % params


def _escalated(params: dict[str, Any], language: str) -> str:
    if not params["title"]:
        return str(_("A promised answer has been late for long, and nobody gave it."))
    return _("A promised answer has been late for long, and nobody gave it: “%(title)s”.") % params


MANY = ngettext_lazy("%(count)d promised answer is late.", "%(count)d promised answers are late.", "count")
LONG = ngettext_lazy("%(count)d promised answer has been late for long.", "%(count)d promised answers have been late for long.", "count")

notification_kinds.register(NotificationKind("promises:late", _("An answer that is late"), _late, "team"))
notification_kinds.register(
    NotificationKind("promises:late_many", _("Answers that are late"), lambda params, language: MANY % params, "team")
)
notification_kinds.register(NotificationKind("promises:escalated", _("An answer that has been late for long"), _escalated, "team"))
notification_kinds.register(
    NotificationKind("promises:escalated_many", _("Answers that have been late for long"), lambda params, language: LONG % params, "team")
)

"""The list of a component: filters, orders, cards kept under their version."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.templatetags.media import picture_url
from beffroi.ground.places.types import MapPoint
from beffroi.kernel.fragments import render_many, until_changed
from beffroi.kernel.paging import Page, page
from beffroi.participation.budgets import states
from beffroi.participation.budgets.actions import address
from beffroi.participation.budgets.models import Budget, Envelope, Project
from beffroi.participation.budgets.rules import setting
from beffroi.participation.budgets.settings_form import topics_of
from beffroi.participation.spaces.models import Component

SIZE, SIZE_OF_PROJECTS, MOST_POINTS = 24, 100, 300
NUMBER, VOTES = "numero", "votes"
PROJECTS = "projets"
ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "hasard": (_("In random order"), ("shuffle", "pk")),
    "recentes": (_("Latest"), ("-published_at", "-pk")),
    "soutenues": (pgettext_lazy("budgets", "Most supported"), ("-supports_count", "-pk")),
    NUMBER: (_("By number"), ("number", "pk")),
    VOTES: (_("By votes"), ("-votes", "pk")),
}
STATES: list[tuple[str, Any, tuple[str, ...]]] = [
    ("idees", _("Ideas"), (states.IDEA,)),
    ("etudes", _("Being studied"), (states.STUDY,)),
    (PROJECTS, _("Put to the vote"), states.ON_BALLOT),
    ("choisis", _("Chosen by the vote"), (states.WON,)),
    ("ecartes", _("Not feasible"), (states.REFUSED,)),
]


@dataclass(frozen=True)
class Choices:
    """What the visitor asked for, checked: an unknown word is as if it were not there."""

    order: str
    state: str
    envelope: int
    topic: str
    text: str
    after: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.envelope or self.topic or self.text)


def envelopes_of(budget: Budget) -> list[Envelope]:
    return until_changed(f"budgets:envelopes:{budget.component_id}", lambda: list(budget.envelopes.select_related("district")))


def budget_kept(component: Component) -> Budget:
    """The rules, as they are until something changes in the town; made up where nobody has opened the desk yet."""
    found = until_changed(f"budgets:budget:{component.pk}", lambda: (Budget.objects.filter(component_id=component.pk).first(),))[0]
    found = found or Budget(component_id=component.pk)
    found.component = component
    return found


def orders_of(budget: Budget, state: str) -> list[str]:
    """The orders that make sense: numbers where there are numbers, votes once they are counted."""
    has_numbers = state in (PROJECTS, "choisis")
    return [
        key for key in ORDERS
        if (key != NUMBER or has_numbers) and (key != VOTES or (has_numbers and budget.is_counted))
    ]  # fmt: skip


def read(component: Component, budget: Budget, query: QueryDict) -> Choices:
    wanted = {key for key, _label, _states in STATES}
    state = query.get("etat", PROJECTS if budget.is_frozen else "")
    state = state if state in wanted else ""
    allowed = orders_of(budget, state)
    default = (VOTES if budget.is_counted else NUMBER) if state == PROJECTS and budget.is_frozen else "hasard"
    number = query.get("enveloppe", "")
    known = {one.pk for one in envelopes_of(budget)} if budget.pk else set()
    topic = query.get("theme", "")
    return Choices(
        order=str(query.get("tri")) if query.get("tri") in allowed else default,
        state=state,
        envelope=int(number) if number.isascii() and number.isdecimal() and len(number) < 12 and int(number) in known else 0,
        topic=topic if topic in topics_of(setting(component, "topics")) else "",
        text=query.get("q", "").replace("\0", "").strip()[:100],
        after=query.get("apres", ""),
    )


def rows(component: Component, chosen: Choices) -> QuerySet:
    found = Project.objects.filter(component_id=component.pk, in_list=True)
    if chosen.state:
        found = found.filter(state__in=next(kept for key, _label, kept in STATES if key == chosen.state))
    if chosen.order == VOTES:
        found = found.filter(votes__isnull=False)
    if chosen.order == NUMBER:
        found = found.filter(number__isnull=False)
    if chosen.envelope:
        found = found.filter(envelope_id=chosen.envelope)
    if chosen.topic:
        found = found.filter(topic=chosen.topic)
    for word in chosen.text.split()[:6]:
        found = found.filter(title__icontains=word) | found.filter(text__icontains=word)
    return found


@dataclass(frozen=True)
class Listed:
    """One page of cards, drawn."""

    html: SafeString
    many: int
    next: str
    previous: str


def listed(component: Component, budget: Budget, chosen: Choices) -> Listed:
    if chosen.text or chosen.after:  # too many to be kept
        return _listed(component, budget, chosen)
    key = sha256(repr((chosen, get_language())).encode()).hexdigest()[:24]
    return until_changed(f"budgets:list:{component.pk}:{key}", lambda: _listed(component, budget, chosen))


def _listed(component: Component, budget: Budget, chosen: Choices) -> Listed:
    order = ORDERS[chosen.order][1]
    size = SIZE_OF_PROJECTS if chosen.state == PROJECTS and budget.is_frozen else SIZE
    names = sorted({"pk", "version", *(name.lstrip("-") for name in order)})
    found: Page = page(rows(component, chosen).values(*names), order=order, after=chosen.after, size=size)
    return Listed(SafeString("".join(_cards(component, found.rows))), len(found.rows), found.next, found.previous)


def _cards(component: Component, keys: Sequence[dict[str, Any]]) -> Sequence[SafeString]:
    known: dict[int, Project] = {}

    def card(key: dict[str, Any]) -> SafeString:
        if not known:
            found = Project.objects.filter(pk__in=[one["pk"] for one in keys]).select_related("image", "envelope", "district", "voice")
            known.update({row.pk: row for row in found})
        row = known[key["pk"]]
        row.component = component
        return SafeString(render_to_string("budgets/_card.html", {"card": card_of(row)}))

    return render_many("budget-project", keys, card)


def card_of(row: Project) -> dict[str, Any]:
    """What a card says."""
    counts = []
    if row.votes is not None:
        counts.append(ngettext("%(n)d vote", "%(n)d votes", row.votes) % {"n": row.votes})
    elif row.supports_count:
        counts.append(ngettext("%(n)d support", "%(n)d supports", row.supports_count) % {"n": row.supports_count})
    if row.messages_count:
        counts.append(ngettext("%(n)d message", "%(n)d messages", row.messages_count) % {"n": row.messages_count})
    return {
        "url": address(row), "title": row.title, "number": row.number or "", "excerpt": row.excerpt, "state": row.said_state,
        "tone": row.tone, "cost": row.cost, "envelope": row.envelope.title if row.envelope else (row.district.name if row.district else ""),
        "picture": picture_url(row.image, 320), "counts": counts, "percent": row.percent if row.works else -1,
        "author": row.voice.display_name,
    }  # fmt: skip


def points(component: Component, chosen: Choices) -> list[MapPoint]:
    """What the map shows: as many as a map can hold."""
    found = rows(component, chosen).filter(longitude__isnull=False, latitude__isnull=False)
    made = []
    for row in found.order_by(*ORDERS[chosen.order][1])[:MOST_POINTS]:
        row.component = component
        label = f"{row.number}. {row.title}" if row.number else row.title
        made.append(MapPoint(row.longitude, row.latitude, label, address(row), row.place))  # type: ignore[arg-type]
    return made


def filter_form(component: Component, budget: Budget, chosen: Choices) -> dict[str, Any]:
    """What the filters offer, with what is chosen."""

    def options(pairs: Sequence[tuple[Any, Any]], current: Any) -> list[dict[str, Any]]:
        return [{"key": key, "label": label, "is_current": key == current} for key, label in pairs]

    many = budget.is_counted
    offered = [(key, label) for key, label, _kept in STATES if key != "choisis" or many]
    topics = topics_of(setting(component, "topics"))
    envelopes = envelopes_of(budget) if budget.pk else []
    return {
        "text": chosen.text,
        "orders": options([(key, ORDERS[key][0]) for key in orders_of(budget, chosen.state)], chosen.order),
        "states": options([("tout", _("All")), *offered], chosen.state or "tout"),
        "envelopes": options([(one.pk, one.title) for one in envelopes], chosen.envelope) if len(envelopes) > 1 else [],
        "topics": options([(one, one) for one in topics], chosen.topic),
    }

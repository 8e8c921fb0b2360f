"""Lists of initiatives, of a component or of the whole town: filters, orders, cards kept under their version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from beffroi.kernel.fragments import render_many, until_changed
from beffroi.kernel.paging import Page, page
from beffroi.participation.initiatives import reading, states
from beffroi.participation.initiatives.actions.texts import address
from beffroi.participation.initiatives.models import Initiative
from beffroi.participation.spaces.models import Component

SIZE = 20
ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "recentes": (pgettext_lazy("initiatives", "Latest"), ("-public_at", "-pk")),
    "signees": (pgettext_lazy("initiatives", "Most signed"), ("-signatures_count", "-pk")),
}
FILTERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "": (pgettext_lazy("initiatives", "All"), ()),
    "ouvertes": (pgettext_lazy("initiatives", "To sign"), (states.COLLECTING,)),
    "attente": (pgettext_lazy("initiatives", "Waiting for the answer"), (states.WAITING,)),
    "repondues": (pgettext_lazy("initiatives, plural", "Answered"), (states.ANSWERED,)),
    "archives": (pgettext_lazy("initiatives", "Archive"), states.OVER),
}


@dataclass(frozen=True)
class Choices:
    """What the visitor asked for, checked: an unknown word is as if it were not there."""

    order: str
    state: str
    text: str
    after: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.state or self.text)


def read(query: QueryDict) -> Choices:
    return Choices(
        order=str(query.get("tri")) if query.get("tri") in ORDERS else "recentes",
        state=str(query.get("etat")) if query.get("etat") in FILTERS else "",
        text=query.get("q", "").replace("\0", "").strip()[:100],
        after=query.get("apres", ""),
    )


def rows(component: Component | None, chosen: Choices) -> QuerySet:
    found = Initiative.objects.filter(component_id=component.pk, in_list=True) if component else Initiative.objects.listed()
    if wanted := FILTERS[chosen.state][1]:
        found = found.filter(state__in=wanted)
    for word in chosen.text.split()[:6]:
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return found


def listed(component: Component | None, chosen: Choices) -> Page:
    """One page of keys; those without typed words or a cursor are kept until something changes."""
    if chosen.text or chosen.after:
        return _page(component, chosen)
    key = f"initiatives:page:{component.pk if component else 0}:{chosen.order}:{chosen.state}"
    return until_changed(key, lambda: _page(component, chosen))


def _page(component: Component | None, chosen: Choices) -> Page:
    order = ORDERS[chosen.order][1]
    names = {"pk", "version", "state", "closes_at", "answer_due_at", *(name.lstrip("-") for name in order)}
    return page(rows(component, chosen).values(*sorted(names)), order=order, after=chosen.after, size=SIZE)


def cards(keys: Sequence[dict[str, Any]], at: datetime) -> list[SafeString]:
    """The cards of a page; one whose collection closed, or whose answer is late, is another card."""
    keyed = []
    for key in keys:
        row = Initiative(pk=key["pk"], state=key["state"], answer_due_at=key["answer_due_at"])
        is_closed = key["closes_at"] is not None and at >= key["closes_at"]
        keyed.append({"pk": key["pk"], "version": f"{key['version']}:{int(is_closed)}:{reading.days_late(row, at)}"})
    found: dict[int, Initiative] = {}

    def card(key: dict[str, Any]) -> SafeString:
        if not found:
            found.update(Initiative.objects.select_related("voice", "component__process", "type").in_bulk([one["pk"] for one in keys]))
        return one_card(found[key["pk"]], at)

    return list(render_many("initiative", keyed, card))


def one_card(initiative: Initiative, at: datetime) -> SafeString:
    state = states.STATES[initiative.state]
    context = {
        "initiative": initiative,
        "url": address(initiative),
        "state": state.title,
        "tone": state.tone,
        "clock": reading.clock_said(initiative, at),
        "is_late": reading.days_late(initiative, at) > 0,
        "gauge": reading.gauge_said(initiative) if initiative.opened_at else "",
        "by": initiative.voice.display_name,
    }
    return SafeString(render_to_string("initiatives/_card.html", context))


def filters(chosen: Choices) -> dict[str, Any]:
    """What the filter form draws."""
    return {
        "orders": [{"key": key, "label": label, "is_current": key == chosen.order} for key, (label, _order) in ORDERS.items()],
        "states": [{"key": key, "label": label, "is_current": key == chosen.state} for key, (label, _wanted) in FILTERS.items()],
        "text": chosen.text,
    }

"""Lists of questions, of a component or of the whole town: filters, orders, cards kept under their version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from beffroi.kernel.fragments import render_many, until_changed
from beffroi.kernel.paging import Page, page
from beffroi.participation.questions import states
from beffroi.participation.questions.actions.asking import address
from beffroi.participation.questions.models import Addressee, Question
from beffroi.participation.questions.reading import days_late, due_said
from beffroi.participation.spaces.models import Component

SIZE = 20
ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "recentes": (pgettext_lazy("questions", "Latest"), ("-asked_at", "-pk")),
    "soutenues": (pgettext_lazy("questions", "Most supported"), ("-supports_count", "-pk")),
    "reponses": (_("Latest answers"), ("-answered_at", "-pk")),
}
WAITING, LATE, ANSWERED = "attente", "retard", "repondues"
FILTERS: dict[str, Any] = {
    "": pgettext_lazy("questions", "All"),
    WAITING: _("Waiting for an answer"),
    LATE: _("Late"),
    ANSWERED: pgettext_lazy("questions, plural", "Answered"),
}


@dataclass(frozen=True)
class Choices:
    """What the visitor asked for, checked: an unknown word is as if it were not there."""

    order: str
    state: str
    to: Addressee | None
    text: str
    after: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.state or self.to or self.text)


def addressees() -> list[Addressee]:
    """All who can be asked, or could; the same for everybody until something changes."""
    return until_changed("questions:addressees", lambda: list(Addressee.objects.order_by("position", "name", "pk")[:300]))


def read(query: QueryDict, known: Sequence[Addressee], to: Addressee | None = None) -> Choices:
    return Choices(
        order=str(query.get("tri")) if query.get("tri") in ORDERS else "recentes",
        state=str(query.get("etat")) if query.get("etat") in FILTERS else "",
        to=to or next((row for row in known if row.slug == query.get("a")), None),
        text=query.get("q", "").replace("\0", "").strip()[:100],
        after=query.get("apres", ""),
    )


def rows(component: Component | None, chosen: Choices, at: datetime) -> QuerySet:
    found = Question.objects.filter(component_id=component.pk, in_list=True) if component else Question.objects.listed()
    if chosen.state == WAITING:
        found = found.filter(state__in=states.WAITING)
    elif chosen.state == LATE:
        found = found.filter(state__in=states.WAITING, due_at__lt=at)
    elif chosen.state == ANSWERED or chosen.order == "reponses":
        found = found.filter(state__in=states.GIVEN)
    if chosen.to:
        found = found.filter(addressee=chosen.to)
    for word in chosen.text.split()[:6]:
        found = found.filter(title__icontains=word) | found.filter(text__icontains=word)
    return found


def listed(component: Component | None, chosen: Choices, at: datetime) -> Page:
    """One page of keys: what the cards are kept under, and what their order needs."""
    order = ORDERS[chosen.order][1]
    names = {"pk", "version", "state", "due_at", "in_list", *(name.lstrip("-") for name in order)}
    found = rows(component, chosen, at)
    if chosen.order == "reponses":
        found = found.exclude(answered_at=None)
    return page(found.values(*sorted(names)), order=order, after=chosen.after, size=SIZE)


def cards(keys: Sequence[dict[str, Any]], at: datetime) -> list[SafeString]:
    """The cards of a page; a late one is another card each day."""
    keyed = []
    for key in keys:
        late = days_late(Question(pk=key["pk"], state=key["state"], due_at=key["due_at"], in_list=key["in_list"]), at)
        keyed.append({"pk": key["pk"], "version": f"{key['version']}:{late}"})
    found: dict[int, Question] = {}

    def card(key: dict[str, Any]) -> SafeString:
        if not found:
            shown = Question.objects.select_related("voice__avatar", "addressee", "component__process")
            found.update(shown.in_bulk([one["pk"] for one in keys]))
        return one_card(found[key["pk"]], at)

    return list(render_many("question", keyed, card))


def one_card(question: Question, at: datetime) -> SafeString:
    state, n = states.STATES[question.state], question.supports_count
    context = {
        "question": question,
        "url": address(question),
        "state": state.title,
        "tone": state.tone,
        "due": due_said(question, at),
        "is_late": question.is_late(at),
        "supports": ngettext("%(n)d support", "%(n)d supports", n) % {"n": n} if n else "",
        "asked_by": question.voice.display_name,
        "others": ngettext("and %(n)d other", "and %(n)d others", question.merged_count) % {"n": question.merged_count}
        if question.merged_count
        else "",
    }
    return SafeString(render_to_string("questions/_card.html", context))


def filters(chosen: Choices, known: Sequence[Addressee], *, with_addressee: bool = True) -> dict[str, Any]:
    """What the filter form draws."""
    here = chosen.to.slug if chosen.to else ""
    return {
        "orders": [{"key": key, "label": label, "is_current": key == chosen.order} for key, (label, _order) in ORDERS.items()],
        "states": [{"key": key, "label": label, "is_current": key == chosen.state} for key, label in FILTERS.items()],
        "addressees": [{"key": row.slug, "label": row.name, "is_current": row.slug == here} for row in known] if with_addressee else [],
        "text": chosen.text,
    }

"""The list of a component: filters, orders, cards kept under their version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import BigIntegerField, F, QuerySet, Value
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.commons.supports.models import Support
from beffroi.ground.media.templatetags.media import picture_url
from beffroi.ground.places.models import District
from beffroi.kernel.fragments import render_many, until_changed
from beffroi.kernel.paging import Page, page
from beffroi.kernel.prepared import Prepared
from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals.actions.texts import address
from beffroi.participation.proposals.models import Author, Proposal, State
from beffroi.participation.proposals.rules import setting
from beffroi.participation.proposals.settings_form import NO_MAP, topics_of
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.models import Component

SIZE = 20
ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "hasard": (_("In random order"), ("shuffle", "pk")),
    "recentes": (_("Latest"), ("-published_at", "-pk")),
    "soutenues": (pgettext_lazy("proposals", "Most supported"), ("-supports_count", "-pk")),
    "discutees": (_("Most discussed"), ("-messages_count", "-pk")),
}
WORDS = {"chance": "hasard", "recent": "recentes", "supported": "soutenues", "discussed": "discutees"}
UNANSWERED = "sans-reponse"
# Which of the proposals of a page somebody supports; a shorter page asks for its last one again.
_OWN: Prepared[int] = Prepared(
    lambda voice, **shown: Support.objects.filter(voice_id=voice, subject_kind="proposal", subject_id__in=list(shown.values())).values_list(
        "subject_id", flat=True
    ),
    voice=BigIntegerField(),
    **{f"n{n}": BigIntegerField() for n in range(SIZE)},
)


@dataclass(frozen=True)
class Choices:
    """What the visitor asked for, checked: an unknown word is as if it were not there."""

    order: str
    state: State | None
    unanswered: bool
    district: District | None
    topic: str
    official: bool
    text: str
    after: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.state or self.unanswered or self.district or self.topic or self.official or self.text)


def read(component: Component, query: QueryDict, states: Sequence[State], districts: Sequence[District]) -> Choices:
    wanted = query.get("etat", "")
    default = WORDS.get(setting(component, "order"), "hasard")
    topic = query.get("theme", "")
    return Choices(
        order=str(query.get("tri")) if query.get("tri") in ORDERS else default,
        state=next((state for state in states if state.token == wanted), None),
        unanswered=wanted == UNANSWERED,
        district=next((found for found in districts if found.slug == query.get("quartier")), None),
        topic=topic if topic in topics_of(setting(component, "topics")) else "",
        official=query.get("de") == "ville",
        text=query.get("q", "").replace("\0", "").strip()[:100],
        after=query.get("apres", ""),
    )


def rows(component: Component, chosen: Choices) -> QuerySet:
    found = Proposal.objects.filter(component_id=component.pk, in_list=True)
    if chosen.state:
        found = found.filter(state=chosen.state)
    if chosen.unanswered:
        found = found.filter(answered_at=None)
    if chosen.district:
        found = found.filter(district=chosen.district)
    if chosen.topic:
        found = found.filter(topic=chosen.topic)
    if chosen.official:
        found = found.filter(is_official=True)
    for word in chosen.text.split()[:6]:
        found = found.filter(title__icontains=word) | found.filter(text__icontains=word)
    return found


def choices(component: Component) -> tuple[list[State], list[District]]:
    """States of the component and districts of the town, in one query, kept for a minute (a change of state: at once)."""
    found = cache.get_or_set(f"proposals:choices:{component.pk}:{component.version}", lambda: _choices(component), 60) or []
    return (
        [State(pk=pk, token=word, title=name) for kind, pk, word, name in found if kind == "state"],
        [District(pk=pk, slug=word, name=name) for kind, pk, word, name in found if kind == "district"],
    )


def _choices(component: Component) -> list[tuple[str, int, str, str]]:
    columns = ("kind", "pk", "word", "name", "place")
    states = State.objects.filter(component_id=component.pk).annotate(
        kind=Value("state"), word=F("token"), name=F("title"), place=F("position")
    )
    districts = District.objects.annotate(kind=Value("district"), word=F("slug"), place=F("position"))
    if setting(component, "place") == NO_MAP:
        districts = districts.none()
    rows = states.values_list(*columns).union(districts.values_list(*columns), all=True)
    return [row[:4] for row in sorted(rows, key=lambda row: (row[4], row[3]))]


def listed(component: Component, chosen: Choices, person: Any) -> Page:
    """One page of keys: what the cards are kept under, what the order needs, and whether this person supports it."""
    is_first = not (chosen.text or chosen.after)  # kept; there are too many of the others
    found = until_changed(_page_key(component, chosen), lambda: _page(component, chosen)) if is_first else _page(component, chosen)
    if person.is_authenticated and found.rows:
        shown = [row["pk"] for row in found.rows]
        shown += shown[-1:] * (SIZE - len(shown))
        own = set(_OWN.all(voice=person.voice.pk, **{f"n{n}": pk for n, pk in enumerate(shown)}))
        for row in found.rows:
            row["is_mine"] = row["pk"] in own
    return found


def _page(component: Component, chosen: Choices) -> Page:
    order = ORDERS[chosen.order][1]
    names = {"pk", "version", *(name.lstrip("-") for name in order)}
    return page(rows(component, chosen).values(*sorted(names)), order=order, after=chosen.after, size=SIZE)


def _page_key(component: Component, chosen: Choices) -> str:
    return f"proposals:page:{component.pk}:{_digest(*_boxes(chosen))}"


def _boxes(chosen: Choices) -> tuple[Any, ...]:
    return (
        chosen.order, chosen.state and chosen.state.pk, chosen.unanswered, chosen.district and chosen.district.pk, str(chosen.topic.encode()),
        chosen.official,
    )  # fmt: skip


def _digest(*words: Any) -> str:
    return sha256(repr(words).encode()).hexdigest()[:24]


def cards(component: Component, keys: Sequence[dict[str, Any]], person: Any, at: datetime) -> list[SafeString]:
    """The cards of a page. Those of a signed-in person differ only by their button: a variant of the kept card.

    All buttons are in one form around the list, so that a card holds no token and can be kept for everybody.
    """
    is_open = calendar.is_open(component, "support", at) and not component.process.is_archived and component.is_public
    keyed = [{"pk": key["pk"], "version": f"{key['version']}:{_variant(key, person) if is_open else 'closed'}"} for key in keys]
    found = _Found(component, [key["pk"] for key in keys])
    return list(render_many("proposal", keyed, lambda key: found.card(key["pk"], key["version"].rpartition(":")[2])))


def _variant(key: dict[str, Any], person: Any) -> str:
    if not person.is_authenticated:
        return "visitor"
    return "supported" if key["is_mine"] else "open"


class _Found:
    """The rows behind the cards that are not kept yet: one query for all, at the first one asked for."""

    def __init__(self, component: Component, ids: Sequence[int]) -> None:
        self.component, self.ids = component, ids
        self.rows: dict[int, tuple[Proposal, list[Author]]] = {}

    def card(self, pk: int, variant: str) -> SafeString:
        if not self.rows:
            self._load()
        proposal, authors = self.rows[pk]
        proposal.component = self.component
        most, count, said = setting(self.component, "threshold"), proposal.counted_supports, proposal.messages_count
        first = authors[0].voice.display_name if authors else proposal.voice.display_name
        others = len(authors) - 1
        if others > 0:
            first = ngettext("%(name)s and %(n)d other", "%(name)s and %(n)d others", others) % {"name": first, "n": others}
        context = {
            "proposal": proposal,
            "subject": Subject("proposal", proposal.pk),
            "url": address(proposal),
            "author": first,
            "state": proposal.state.title if proposal.state else "",
            "tone": proposal.state.tone if proposal.state else "",
            "count": count,
            "threshold": most,
            "supports_label": ngettext("support", "supports", count),
            "comments_label": ngettext("%(n)d message", "%(n)d messages", said) % {"n": said} if said else "",
            "place": proposal.district.name if proposal.district else proposal.place,
            "topics": [proposal.topic] if proposal.topic else [],
            "picture": picture_url(proposal.image, 320),
            "is_open": variant == "open",
            "is_supported": variant == "supported",
            "is_visitor": variant == "visitor",
        }
        return render_to_string("proposals/_card.html", context)

    def _load(self) -> None:
        signed = Author.objects.filter(proposal_id__in=self.ids, state=Author.SIGNED).order_by("position", "pk")
        for author in signed.select_related("voice__avatar", "proposal__state", "proposal__image", "proposal__district"):
            self.rows.setdefault(author.proposal_id, (author.proposal, []))[1].append(author)
        if unsigned := set(self.ids) - set(self.rows):
            proposals = Proposal.objects.select_related("state", "image", "district", "voice").in_bulk(unsigned)
            self.rows |= {pk: (proposal, []) for pk, proposal in proposals.items()}


def filters(component: Component, chosen: Choices, states: Sequence[State], districts: Sequence[District]) -> dict[str, Any]:
    """What the filter form draws."""
    topics = topics_of(setting(component, "topics"))
    token = UNANSWERED if chosen.unanswered else chosen.state.token if chosen.state else ""
    here = chosen.district.slug if chosen.district else ""
    return {
        "orders": [{"key": key, "label": label, "is_current": key == chosen.order} for key, (label, _order) in ORDERS.items()],
        "states": [
            {"key": "", "label": _("All"), "is_current": not token},
            {"key": UNANSWERED, "label": _("Not answered yet"), "is_current": token == UNANSWERED},
            *({"key": state.token, "label": state.title, "is_current": state.token == token} for state in states),
        ],
        "districts": [{"key": d.slug, "label": d.name, "is_current": d.slug == here} for d in districts],
        "topics": [{"key": name, "label": name, "is_current": name == chosen.topic} for name in topics],
        "text": chosen.text,
        "official": chosen.official,
    }


def filter_form(
    component: Component, chosen: Choices, states: Sequence[State], districts: Sequence[District], *, with_order: bool
) -> SafeString:
    """The form above the list, kept for a minute for each choice of its boxes (words that were typed are never kept)."""

    def made() -> SafeString:
        return render_to_string(
            "proposals/_filters.html", {"filters": filters(component, chosen, states, districts), "show_order": with_order}
        )

    if chosen.text:
        return made()
    key = f"proposals:filters:{component.pk}:{component.version}:{_digest(*_boxes(chosen), with_order, get_language())}"
    return SafeString(cache.get_or_set(key, made, 60))

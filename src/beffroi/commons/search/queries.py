"""Finding: the texts that match, the best first; and those that resemble a text being written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.safestring import SafeString

from beffroi.commons.search import asking, excerpts
from beffroi.commons.search.index import MOST, Asked, Filters, Found, matches
from beffroi.commons.search.models import Document
from beffroi.commons.search.resemblance import similar
from beffroi.kernel.fragments import cards_kept
from beffroi.kernel.subjects import Card, Subject

__all__ = ["Hit", "Results", "find", "similar"]

FEW = 5
YEAR = 365.0
SOME = 400  # matches ranked where few are shown: while somebody types, and when the question is widened


@dataclass(frozen=True)
class Hit:
    """One text that was found; the two marked ones are safe HTML."""

    subject: Subject
    title: str
    url: str
    dated_at: datetime
    marked_title: SafeString
    excerpt: SafeString
    space: Card | None = None


@dataclass(frozen=True)
class Results:
    """What was found. `instead` is the question that was answered when the one typed found nothing."""

    rows: list[Hit] = field(default_factory=list)
    total: int = 0
    is_more: bool = False  # there are more than could be counted
    by_kind: dict[str, int] = field(default_factory=dict)
    spaces: dict[Subject, int] = field(default_factory=dict)
    places: dict[Subject, Card] = field(default_factory=dict)  # the cards of these spaces, public ones
    did_you_mean: str = ""
    instead: str = ""
    is_widened: bool = False
    is_too_vague: bool = False

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def find(
    text: str,
    *,
    kinds: Sequence[str] = (),
    space: Subject | None = None,
    topic: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 20,
    offset: int = 0,
    typing: bool = False,
) -> Results:
    """The public texts that match what was typed, the best first. `typing`: the last word is not finished."""
    question = asking.read(text)
    if question.is_empty:
        return Results(is_too_vague=bool(text.strip()))
    filters = Filters(space=space, topic=topic, since=since, until=until)
    ends = asking.endings(question) if typing else frozenset()
    found = _typed(question.typing(ends), filters, limit) if typing else _rank(matches(question.exact(), filters))
    suggestion, instead, widened, stems = "", "", False, question.all_stems | ends
    if len(found) < FEW and offset == 0 or not found:
        # Few: the unfinished last word and what may have been meant; then any of the words.
        meant = asking.what_was_meant(question)
        ends |= asking.endings(question)
        typos = {folded: frozenset({word.stem}) for folded, word in meant.items()}
        more = _rank(matches(question.widened(ends, typos), filters, most=SOME))
        if meant and more:
            suggestion = asking.corrected(question, meant)
            if not found:
                suggestion, instead = "", suggestion
        if len(more) < FEW and len(question.terms) > 1:
            more = _join(more, _rank(matches(question.any_of(typos), filters, most=SOME)))
        both = _join(found, more)
        widened = len(both) > len(found) and not instead
        found, stems = both, stems.union(ends, *typos.values())
    by_kind = Counter(one.kind for one in found)
    spaces = Counter(Subject(one.space_kind, one.space_id) for one in found if one.space_id)
    is_more = len(found) >= MOST
    if kinds:
        if is_more and not widened:  # older ones of these kinds may be beyond the limit
            found = _rank(matches(question.exact(), Filters(tuple(kinds), space, topic, since, until)))
        found = [one for one in found if one.kind in kinds]
    beginnings = (question.terms[-1].folded,) if (typing or widened) and question.terms else ()
    most = dict(spaces.most_common(20))
    rows, places = _read(found[offset : offset + limit], stems, beginnings, {*most, *([space] if space else [])})
    return Results(
        rows=rows,
        total=len(found),
        is_more=is_more,
        by_kind=dict(by_kind),
        spaces=most,
        places=places,
        did_you_mean=suggestion,
        instead=instead,
        is_widened=widened,
    )


def _typed(asked: Asked, filters: Filters, limit: int) -> list[Found]:
    """While somebody types, titles answer: the beginning of a word is in too many texts. These are asked if titles are few."""
    found = _rank(matches(replace(asked, only_in_titles=True), filters, most=SOME))
    return found if len(found) >= limit else _join(found, _rank(matches(asked, filters, most=SOME)))


def _rank(found: list[Found]) -> list[Found]:
    """By the database's score, the weight of the text and its freshness beside the newest one."""
    if not found:
        return []
    newest = max(one.dated_at for one in found)

    def worth(one: Found) -> float:
        age = (newest - one.dated_at).total_seconds() / 86400
        return one.score * one.weight * (0.7 + 0.3 * 0.5 ** (age / YEAR))

    return sorted(found, key=lambda one: (-worth(one), -one.id))


def _join(first: list[Found], then: list[Found]) -> list[Found]:
    known = {one.id for one in first}
    return first + [one for one in then if one.id not in known]


def _read(
    found: list[Found], stems: frozenset[str], beginnings: tuple[str, ...], spaces: set[Subject]
) -> tuple[list[Hit], dict[Subject, Card]]:
    """What is shown of the texts, and the cards of the spaces that are asked for."""
    documents = Document.objects.defer("title_stems", "label_stems", "text_stems").in_bulk([one.id for one in found]) if found else {}
    rows = [documents[one.id] for one in found if one.id in documents]
    # What a domain says now counts: something hidden whose text were still here is never shown.
    cards = cards_kept({row.subject for row in rows} | {row.space for row in rows if row.space} | spaces)
    cards = {subject: card for subject, card in cards.items() if card.is_public}
    hits = []
    for row in rows:
        if card := cards.get(row.subject):
            hits.append(
                Hit(
                    subject=row.subject,
                    title=row.title,
                    url=card.url or row.url,
                    dated_at=row.dated_at,
                    marked_title=excerpts.marked(row.title, stems, beginnings, language=row.language),
                    excerpt=excerpts.marked(row.text, stems, beginnings, language=row.language, length=excerpts.LENGTH),
                    space=cards.get(row.space) if row.space and row.space != row.subject else None,
                )
            )
    return hits, {space: cards[space] for space in spaces if space in cards}

"""What pages show: the deck of cards, the last count in sentences, the lists of statements."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from beffroi.kernel.fragments import Frozen, until_changed
from beffroi.participation.opinions import picture
from beffroi.participation.opinions.figures import AGREE, share
from beffroi.participation.opinions.models import Count, OpinionMap, Participant, Statement
from beffroi.participation.spaces.models import Component

LETTERS = "ABCDE"
LEAST_PEOPLE = 15  # before that no map is drawn
_decks = Frozen(200)

Deck = tuple[tuple[int, int, str, float, str], ...]  # pk, number, text, priority, origin


def map_of(component: Component) -> OpinionMap | None:
    """The map of a component, as it is until something changes in the town."""
    rows = OpinionMap.objects.select_related("concluded_by").filter(component=component)
    found = until_changed(f"opinions:map:{component.pk}", rows.first)
    if found is not None:
        found.component = component
    return found


def deck(map: OpinionMap) -> Deck:
    """Every statement that is shown, in the order of their numbers."""
    rows = Statement.objects.filter(map=map, in_list=True).order_by("number")
    return _decks.until_changed(("opinions", map.pk), lambda: tuple(rows.values_list("pk", "number", "text", "priority", "origin")))


def drawn(deck: Deck, seen: set[int], draw: float) -> int | None:
    """The place in the deck of the statement to show: by priority among those not answered yet; `draw` is 0 ≤ … < 1."""
    left = [(place, one[3]) for place, one in enumerate(deck) if one[0] not in seen]
    total, so_far = sum(weight for _place, weight in left), 0.0
    for place, weight in left:
        so_far += weight
        if draw * total < so_far:
            return place
    return left[-1][0] if left else None


def letter(group: int) -> str:
    return LETTERS[group % len(LETTERS)]


def results(map: OpinionMap) -> dict[str, Any]:
    """The last count in words, with its picture: the same for everybody until the next one."""
    return until_changed(f"opinions:results:{map.pk}:{get_language()}", lambda: _results(map))


def _results(map: OpinionMap) -> dict[str, Any]:
    count = Count.objects.filter(map=map).values("made_at", "page").first()
    page = count["page"] if count else {}
    if not page.get("enough"):
        return {"enough": False, "made_at": count["made_at"] if count else None, "people": page.get("people", 0)}
    texts = _texts(map, page)
    shown = [group["id"] for group in page["groups"]]
    is_one = len(shown) < 2
    return {
        "enough": True,
        "made_at": count["made_at"] if count else None,
        "people": page["people"],
        "votes": page["votes"],
        "left_out": page["people"] - page["counted"],
        "others": page["others"],
        "is_one": is_one,
        "picture": picture.draw(page["points"], page["groups"], label=said_of_groups(page)),
        "said": said_of_groups(page),
        "gathers": [line for one in page["gathers"] if (line := _gathering(one, shown, texts, is_one))],
        "divides": [line for one in page["divides"] if (line := _dividing(one, shown, texts))],
        "unsure": [line for one in page["unsure"] if (line := _passing(one, texts))],
        "groups": [_group(group, page["stands"][str(group["id"])], texts) for group in page["groups"]],
        "shown": shown,
    }


def _texts(map: OpinionMap, page: dict[str, Any]) -> dict[int, str]:
    """The words of those statements that are still shown."""
    numbers = {one["number"] for name in ("gathers", "divides", "unsure") for one in page[name]}
    numbers |= {one["number"] for lines in page["stands"].values() for one in lines}
    return dict(Statement.objects.filter(map=map, number__in=numbers, in_list=True).values_list("number", "text"))


def percent(count: int, seen: int) -> int:
    return round(100 * share(count, seen))


def said_of_groups(page: dict[str, Any]) -> str:
    """The picture in a sentence."""
    if len(page["groups"]) < 2:
        return _("Opinions are close together: no groups stand out.")
    n = len(page["groups"])
    sizes = ", ".join(
        ngettext("group %(letter)s (%(n)d person)", "group %(letter)s (%(n)d people)", group["size"])
        % {"letter": letter(group["id"]), "n": group["size"]}
        for group in page["groups"]
    )
    return ngettext("%(n)d group of opinion: %(sizes)s.", "%(n)d groups of opinion: %(sizes)s.", n) % {"n": n, "sizes": sizes}


def _gathering(one: dict[str, Any], shown: list[int], texts: dict[int, str], is_one: bool) -> dict[str, Any] | None:
    if one["number"] not in texts:
        return None
    agrees = one["for"] == AGREE
    parts = [percent(count, seen) for count, seen in one["groups"]]
    if is_one:
        said = (_("%(percent)d%% agree.") if agrees else _("%(percent)d%% disagree.")) % {"percent": parts[0]}
    else:
        by_group = ", ".join(f"{letter(group)} {part} %" for group, part in zip(shown, parts, strict=False))
        said = (_("Every group agrees: %(by_group)s.") if agrees else _("Every group disagrees: %(by_group)s.")) % {"by_group": by_group}
    answers = sum(seen for _count, seen in one["groups"])
    return {"number": one["number"], "text": texts[one["number"]], "said": said, "answers": answers, "agrees": agrees, "bars": []}


def _dividing(one: dict[str, Any], shown: list[int], texts: dict[int, str]) -> dict[str, Any] | None:
    if one["number"] not in texts:
        return None
    parts = sorted(((percent(count, seen), group) for group, (count, seen) in zip(shown, one["groups"], strict=False)), reverse=True)
    (most, first), (least, last) = parts[0], parts[-1]
    said = _("%(most)d%% of group %(first)s agree, %(least)d%% of group %(last)s.") % {
        "most": most, "first": letter(first), "least": least, "last": letter(last),
    }  # fmt: skip
    bars = [{"letter": letter(group), "group": group, "percent": part} for part, group in sorted(parts, key=lambda pair: pair[1])]
    answers = sum(seen for _count, seen in one["groups"])
    return {"number": one["number"], "text": texts[one["number"]], "said": said, "answers": answers, "bars": bars}


def _passing(one: dict[str, Any], texts: dict[int, str]) -> dict[str, Any] | None:
    if one["number"] not in texts:
        return None
    said = _("%(percent)d%% pass: it may be unclear, or not known well enough.") % {"percent": percent(one["count"], one["seen"])}
    return {"number": one["number"], "text": texts[one["number"]], "said": said, "answers": one["seen"]}


def _group(group: dict[str, Any], lines: list[dict[str, Any]], texts: dict[int, str]) -> dict[str, Any]:
    """What a group says more than the others, with how many answers stand behind it."""
    said = []
    for one in lines:
        if one["number"] not in texts:
            continue
        agrees = one["for"] == AGREE
        words = _("%(count)d of %(seen)d agree") if agrees else _("%(count)d of %(seen)d disagree")
        line = words % {"count": one["count"], "seen": one["seen"]}
        count, seen = one["elsewhere"]
        if seen:
            line = _("%(here)s; elsewhere %(percent)d%%.") % {"here": line, "percent": percent(count, seen)}
        said.append({"number": one["number"], "text": texts[one["number"]], "said": line, "agrees": agrees})
    return {"id": group["id"], "letter": letter(group["id"]), "size": group["size"], "lines": said}


def place_of(map: OpinionMap, participant: Participant) -> dict[str, Any] | None:
    """Where somebody stands: for her own eyes. None before the first count that knows her."""
    count = Count.objects.filter(map=map).first()
    if count is None or not count.page.get("enough"):
        return None
    me = next((one for one in count.result["participants"] if one["id"] == str(participant.number)), None)
    if me is None or me["group"] is None:
        return None
    group = next((one for one in count.page["groups"] if one["id"] == me["group"]), None)
    label = said_of_groups(count.page)
    drawn = picture.draw(count.page["points"], count.page["groups"], label=label, me=me["place"])
    return {"picture": drawn, "group": letter(group["id"]) if group else "", "size": group["size"] if group else 0, "label": label}


def statement_line(row: Statement, shown: list[int]) -> dict[str, Any]:
    """One statement with its counts, as lists show it."""
    total = row.votes_count
    groups = [
        {"letter": letter(group), "percent": percent(cells[0], cells[2])}
        for group in shown
        if group < len(row.by_group) and (cells := row.by_group[group]) and cells[2]
    ]
    return {
        "statement": row,
        "total": total,
        "agree": percent(row.agree_count, total),
        "disagree": percent(row.disagree_count, total),
        "pass": percent(row.pass_count, total),
        "groups": groups,
    }


def is_new(statement: Statement, made_at: datetime | None) -> bool:
    return made_at is None or statement.created_at > made_at

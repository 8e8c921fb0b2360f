"""Why a project was chosen or not, in sentences and figures, from the result that anybody can compute again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beffroi.participation.budgets import states
from beffroi.participation.budgets.balloting import Part
from beffroi.participation.budgets.counting import loads
from beffroi.participation.budgets.models import Count, Counted, Envelope, Project
from beffroi.ui.parts.basics import money

MOST_ROUNDS = 12


@dataclass(frozen=True)
class Bar:
    """One bar with its text: how much of a project its supporters can still pay."""

    label: str
    percent: int
    said: str


@dataclass
class Fate:
    """Of one project under the rule that decided."""

    sentence: str
    more: list[str] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    others: list[tuple[str, bool]] = field(default_factory=list)  # (rule, whether it would have chosen it)


@dataclass(frozen=True)
class Compared:
    """What one rule gives for one envelope."""

    label: str
    rule: str
    is_official: bool
    many: int
    spent: int
    reached: int
    percent: int
    only: list[str]  # titles that it chooses and the deciding rule does not
    not_here: list[str]


def compared(counts: Sequence[Count], voters: int, titles: Mapping[int, str]) -> list[Compared]:
    """The rules side by side, the deciding one first."""
    official = next((set(one.winners) for one in counts if one.is_official), set())
    found = []
    for one in sorted(counts, key=lambda one: not one.is_official):
        own = set(one.winners)
        found.append(
            Compared(
                one.label, one.rule, one.is_official, len(own), one.spent, one.reached, round(100 * one.reached / voters) if voters else 0,
                [f"{n}. {titles.get(n, '')}" for n in sorted(own - official)], [f"{n}. {titles.get(n, '')}" for n in sorted(official - own)],
            )
        )  # fmt: skip
    return found


def fate_of(project: Project, envelope: Envelope, counted: Counted, counts: Sequence[Count], titles: Mapping[int, str]) -> Fate:
    """Why this project was chosen, or not."""
    number = str(project.number)
    official = next(one for one in counts if one.is_official)
    result = loads(official.file)
    found = (
        _shares(project, number, result, titles) if "support_by_round" in result and _by_shares(result) else _greedy(number, result, titles)
    )
    found.others = [(one.label, project.number in one.winners) for one in counts if not one.is_official]
    return found


def _by_shares(result: Mapping[str, Any]) -> bool:
    return (result.get("comparison") or {}).get("kept", "equalshares") == "equalshares"


def _line(number: str, trace: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return next((one for one in trace if one["project"] == number), None)


def _shares(project: Project, number: str, result: Mapping[str, Any], titles: Mapping[int, str]) -> Fate:
    rounds = result["support_by_round"].get(number, [])
    line = _line(number, [one for one in result["trace"] if one.get("taken")])
    share = _percent(result["support"].get(number, 0))
    each = money(round(result["endowment"] * 100))
    bars = _bars(rounds, result["trace"], titles)
    if line is not None and line["step"] == "filled":
        said = _(
            "Chosen with the money that was left: its supporters could pay %(share)d %% of its cost, and it had the most votes of those that fitted."
        )
        return Fate(said % {"share": share}, bars=bars)
    if line is not None:
        paid = money(round(line["paid_at_most"] * 100))
        said = ngettext(
            "Chosen: %(n)d person who wanted it paid for it, at most %(paid)s of her share of %(each)s.",
            "Chosen: %(n)d people who wanted it paid for it, each at most %(paid)s of a share of %(each)s.", line["payers"],
        )  # fmt: skip
        return Fate(said % {"n": line["payers"], "paid": paid, "each": each}, bars=bars)
    if rival := _rival(project, result["winners"], titles):
        return Fate(_("Not chosen: it cannot be built beside “%(title)s”, which was chosen first.") % {"title": rival}, bars=bars)
    fate = Fate(
        _("Not chosen: the people who wanted it held together %(share)d %% of its cost at the end, after paying for other projects.")
        % {"share": share},
        bars=bars,
    )
    if rounds and rounds[0] >= 1 > rounds[-1]:
        fate.more.append(
            _("At the beginning they could have paid it; the money of their shares went to projects that cost less for each vote.")
        )
    elif rounds and rounds[0] < 1:
        fate.more.append(_("Even with their whole shares they could not pay it: too few people for such a price."))
    fate.more.append(
        _("A project with fewer votes may win when it costs less for each person who wants it, or when its supporters found nothing else.")
    )
    return fate


def _rival(project: Project, winners: Sequence[str], titles: Mapping[int, str]) -> str:
    return next((titles.get(one.number, "") for one in project.incompatible.all() if one.number and str(one.number) in winners), "")


def _bars(rounds: Sequence[float], trace: Sequence[Mapping[str, Any]], titles: Mapping[int, str]) -> list[Bar]:
    """At the beginning, then where it changed most, and at the end."""
    if not rounds:
        return []
    kept = [place for place in range(1, len(rounds)) if rounds[place] != rounds[place - 1]]
    if len(kept) > MOST_ROUNDS:
        last = kept[-1]
        kept = sorted(sorted(kept, key=lambda place: rounds[place] - rounds[place - 1])[: MOST_ROUNDS - 1] + [last])
        kept = list(dict.fromkeys(kept))
    found = [Bar(_("At the beginning"), min(_percent(rounds[0]), 100), _said(rounds[0]))]
    for place in kept:
        title = titles.get(int(trace[place - 1]["project"]), "")
        found.append(Bar(_("After “%(title)s”") % {"title": title}, min(_percent(rounds[place]), 100), _said(rounds[place])))
    return found


def _said(share: float) -> str:
    if share > 1:
        return _("its whole cost, and more")
    return _("%(share)d %% of its cost") % {"share": _percent(share)}


def _percent(share: float) -> int:
    return int(share * 100)


def _greedy(number: str, result: Mapping[str, Any], titles: Mapping[int, str]) -> Fate:
    line = _line(number, result["trace"])
    if line is None:
        return Fate(_("Not chosen: the count ended before it, with the first project that did not fit, or nobody chose it."))
    left = money(round(line["left"] * 100)) if "left" in line else ""
    if line["taken"]:
        if "score" in line:
            return Fate(_("Chosen: its turn came with %(score)d votes or points, and there was money for it.") % {"score": line["score"]})
        return Fate(_("Chosen: its supporters had earned enough to pay for it."))
    why = {
        "below the least score": _("Not chosen: it has fewer votes than a project needs here."),
        "incompatible": _("Not chosen: it cannot be built beside a project that has more votes."),
        "does not fit": _("Not chosen: when its turn came, %(left)s were left, less than it costs.") % {"left": left},
    }
    return Fate(why.get(str(line.get("why")), _("Not chosen: the money was spent.")))


def titles_of(parts: Sequence[Part]) -> dict[int, str]:
    return {line.number: line.title for part in parts for line in part.lines}


def rule_said(rule: str) -> str:
    return str(states.EXPLAINED_RULES[rule])

"""What pages say of decisions and of the council, made ready for templates: no comparison is left to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from beffroi.kernel.subjects import Card, Subject, cards_of
from beffroi.participation.accountability.actions.finding import address
from beffroi.participation.accountability.models import Ballot, Commitment, CouncilVote, Decision, DecisionUpdate, Representative, Source

TONES = {Decision.DECIDED: "town", Decision.PLANNED: "town", Decision.STARTED: "town", Decision.DONE: "good", Decision.STOPPED: "brick"}
OUTCOMES = {CouncilVote.ADOPTED: "good", CouncilVote.REJECTED: "brick", CouncilVote.POSTPONED: "bell"}
CHOICES = {Ballot.FOR: "good", Ballot.AGAINST: "brick", Ballot.ABSTAINED: "bell", Ballot.ABSENT: ""}
PROMISES = {Commitment.MADE: "town", Commitment.KEPT: "good", Commitment.BROKEN: "brick"}
PARTS = {Source.ALL: "good", Source.PART: "bell", Source.HEARD: ""}
WORDS = {
    "decidees": Decision.DECIDED,
    "prevues": Decision.PLANNED,
    "en-cours": Decision.STARTED,
    "faites": Decision.DONE,
    "abandonnees": Decision.STOPPED,
}
FILTERS: dict[str, Any] = {
    "": pgettext_lazy("decisions", "All"),
    "decidees": pgettext_lazy("decisions", "Decided"),
    "prevues": pgettext_lazy("decisions", "Planned"),
    "en-cours": pgettext_lazy("decisions", "Under way"),
    "faites": pgettext_lazy("decisions", "Done"),
    "abandonnees": pgettext_lazy("decisions", "Given up"),
}


@dataclass
class Line:
    """A decision in a list or in a tree."""

    decision: Decision
    url: str
    tone: str
    stamp: str
    percent: int
    progress: str
    sources: str
    is_late: bool
    parts: list["Line"] = field(default_factory=list)


def line(decision: Decision, today: date) -> Line:
    """Its component's process must be loaded."""
    n = decision.sources_count
    return Line(
        decision=decision,
        url=address(decision),
        tone=TONES[decision.state],
        stamp=stamp(decision),
        percent=decision.progress if has_progress(decision) else -1,
        progress=_("Progress"),
        sources=ngettext("From %(n)d contribution", "From %(n)d contributions", n) % {"n": n} if n else "",
        is_late=is_late(decision, today),
    )


def stamp(decision: Decision) -> str:
    said = str(decision.get_state_display())
    return said[:1].upper() + said[1:]


def has_progress(decision: Decision) -> bool:
    """Of what was given up, no share is shown."""
    return decision.state != Decision.STOPPED


def is_late(decision: Decision, today: date) -> bool:
    return bool(decision.ends_on and decision.ends_on < today and not decision.is_over)


def tree(decisions: Iterable[Decision], today: date) -> list[Line]:
    """The roots with their parts below them; a part whose whole is not shown is a root."""
    lines = {row.pk: line(row, today) for row in decisions}
    roots = []
    for one in lines.values():
        above = lines.get(one.decision.parent_id or 0)
        (above.parts if above else roots).append(one)
    return roots


def filters(query: str, base: str) -> list[dict[str, Any]]:
    return [{"label": label, "url": f"?etat={key}" if key else base, "current": key == query} for key, label in FILTERS.items()]


@dataclass(frozen=True)
class Origin:
    """A contribution from which a decision came."""

    source: Source
    card: Card | None
    part: str
    tone: str


def origins(decision: Decision, *, everything: bool = False) -> list[Origin]:
    """What is public of them; everything for the team."""
    rows = list(decision.sources.order_by("pk"))
    cards = cards_of({Subject(row.subject_kind, row.subject_id) for row in rows})
    found = []
    for row in rows:
        card = cards.get(Subject(row.subject_kind, row.subject_id))
        if everything or (card and card.is_public):
            said = str(row.get_part_display())
            found.append(Origin(row, card, said[:1].upper() + said[1:], PARTS[row.part]))
    return found


def timeline(decision: Decision, updates: Iterable[DecisionUpdate]) -> list[dict[str, Any]]:
    """News, the latest first, down to the day of the decision; then what is planned."""
    found: list[dict[str, Any]] = [
        {"pk": row.pk, "at": row.happened_on, "title": row.title, "html": SafeString(row.html), "image": row.image, "state": "done"}
        for row in updates
    ]
    if found and not decision.is_over:
        found[0]["state"] = "current"
    found.append(
        {
            "pk": 0,
            "at": decision.decided_on,
            "title": _("Decided by %(who)s") % {"who": decision.decided_by},
            "html": "",
            "image": None,
            "state": "done",
        }
    )
    return found


def money_said(decision: Decision) -> dict[str, Any] | None:
    """The budget and what was spent, as a gauge; None if neither is known."""
    if decision.budget is None and decision.spent is None:
        return None
    over = bool(decision.budget is not None and decision.spent and decision.spent > decision.budget)
    return {
        "budget": decision.budget,
        "spent": decision.spent,
        "is_over": over,
        "has_gauge": bool(decision.budget) and decision.spent is not None,
    }


@dataclass(frozen=True)
class Cast:
    """How one representative voted, once."""

    ballot: Ballot
    choice: str
    tone: str


def cast(ballot: Ballot) -> Cast:
    said = str(ballot.get_choice_display())
    return Cast(ballot, said[:1].upper() + said[1:], CHOICES[ballot.choice])


@dataclass(frozen=True)
class Held:
    """A vote of the council in a list."""

    vote: CouncilVote
    outcome: str
    tone: str
    figures: str


def held(vote: CouncilVote) -> Held:
    said = str(vote.get_outcome_display())
    figures = [
        ngettext("%(n)d for", "%(n)d for", vote.for_count) % {"n": vote.for_count},
        ngettext("%(n)d against", "%(n)d against", vote.against_count) % {"n": vote.against_count},
        ngettext("%(n)d abstention", "%(n)d abstentions", vote.abstained_count) % {"n": vote.abstained_count},
        ngettext("%(n)d absent", "%(n)d absent", vote.absent_count) % {"n": vote.absent_count},
    ]
    return Held(vote, said[:1].upper() + said[1:], OUTCOMES[vote.outcome], ", ".join(figures))


@dataclass(frozen=True)
class Promise:
    commitment: Commitment
    state: str
    tone: str
    is_late: bool


def promise(commitment: Commitment, today: date) -> Promise:
    said = str(commitment.get_state_display())
    due = bool(commitment.due_on and commitment.due_on < today and commitment.state == Commitment.MADE)
    return Promise(commitment, said[:1].upper() + said[1:], PROMISES[commitment.state], due)


def in_office(representative: Representative, today: date) -> bool:
    return (representative.since is None or representative.since <= today) and (
        representative.until is None or representative.until >= today
    )

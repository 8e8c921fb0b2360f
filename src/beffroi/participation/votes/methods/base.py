"""What a rule of counting is: how one answers, how answers add up, what is counted, and how the result is told."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms

from beffroi.kernel.later import Later

if TYPE_CHECKING:
    from beffroi.engines.tally import result
else:
    result = Later("beffroi.engines.tally.result")

Totals = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    key: str
    title: str
    text: str = ""
    image: Any = None


@dataclass(frozen=True)
class Asked:
    """A question as methods see it, whatever stores it."""

    key: str
    title: str
    rule: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[Choice, ...] = ()
    lot: tuple[str, ...] = ()
    text: str = ""

    @property
    def keys(self) -> list[str]:
        return [option.key for option in self.options]

    def name(self, key: str) -> str:
        return next((option.title for option in self.options if option.key == key), key)

    def names(self, keys: Iterable[str]) -> list[str]:
        return [self.name(key) for key in keys]


class AnswerForm(forms.Form):
    """One question of a ballot. `answer` once it is valid, written always in the same way."""

    hide_summary = True
    hide_optional = True
    answer: Any = None

    def __init__(self, method: "Method", asked: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method, self.asked = method, asked
        self.fields.update(method.fields(asked))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                self.answer = self.method.read(self.asked, data)
            except forms.ValidationError as error:
                self.add_error(self.method.first(self.asked), error)
        return data


class Method:
    """One rule. `kind` is the engine's name of it, `family` its command."""

    kind: str
    family: str
    label: Any
    lead: Any  # in one sentence, for the team and for citizens
    template: str  # of the result, below votes/results/
    has_options = True
    needs_ballots = False  # the count needs whole ballots, not totals

    def settings(self) -> dict[str, forms.Field]:
        """Fields of its parameters, for the team."""
        return {}

    def parameters(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What is kept of those fields."""
        return {}

    def fields(self, asked: Asked) -> dict[str, forms.Field]:
        raise NotImplementedError

    def first(self, asked: Asked) -> str:
        """The field that an error of the whole answer stands at."""
        return next(iter(self.fields(asked)))

    def read(self, asked: Asked, data: Mapping[str, Any]) -> Any:
        """The answer from cleaned fields; raises ValidationError with a sentence."""
        raise NotImplementedError

    def initial(self, asked: Asked, answer: Any) -> dict[str, Any]:
        """Fields from an answer that was given before."""
        raise NotImplementedError

    def said(self, asked: Asked, answer: Any) -> list[str]:
        """The answer in words, for whoever looks at it once more."""
        raise NotImplementedError

    def nothing(self, asked: Asked) -> Totals:
        """Totals of no ballot."""
        raise NotImplementedError

    def one(self, asked: Asked, answer: Any) -> Totals:
        """Totals of one ballot."""
        raise NotImplementedError

    def source(self, asked: Asked, totals: Totals) -> dict[str, Any]:
        """The input of the engine."""
        return {"candidates": asked.keys, "lot": list(asked.lot or asked.keys), **totals}

    def asks(self, asked: Asked, *, registered: int | None, quorum: str) -> dict[str, Any]:
        """Parameters given to the engine."""
        return {}

    def told(self, asked: Asked, found: Mapping[str, Any], parts: Mapping[str, Totals]) -> dict[str, Any]:
        """What the page of the result draws."""
        raise NotImplementedError

    def table(self, asked: Asked, found: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
        """Columns and rows for spreadsheets and open data."""
        raise NotImplementedError

    def paper(self, asked: Asked) -> dict[str, forms.Field]:
        """Fields in which an agent writes what she counted on paper."""
        raise NotImplementedError

    def from_paper(self, asked: Asked, data: Mapping[str, Any], ballots: int) -> Totals:
        """Totals of these fields; raises ValidationError if they cannot be."""
        raise NotImplementedError

    def sealed(self, asked: Asked) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """The questions of a secret vote (participation.ballots), each with how its booth looks."""
        raise NotImplementedError

    def opened(self, asked: Asked, parts: list[dict[str, Any]], counted: int) -> Totals:
        """Totals from what came out of the urn: for each sealed question its `counts`, or its `ballots`."""
        raise NotImplementedError

    def cast(self, totals: Totals) -> int:
        """How many ballots these totals hold."""
        return int(totals["cast"])

    def count(self, asked: Asked, totals: Totals, *, registered: int | None = None, quorum: str = "") -> tuple[str, str]:
        """The two files: what was counted, and what came out."""
        source = json.dumps(self.source(asked, totals), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        given = self.asks(asked, registered=registered, quorum=quorum)
        return source, result.dumps(result.of_votes(source.encode(), self.family, rule=self.kind, **given))


def add(one: Any, other: Any) -> Any:
    """Totals of two heaps together."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: add(one[key], other[key]) if key in one and key in other else one.get(key, other.get(key)) for key in {**one, **other}}
    if isinstance(one, list) and isinstance(other, list):
        return [add(a, b) for a, b in zip(one, other, strict=True)]
    return one + other


def times(totals: Any, n: int) -> Any:
    """Totals of n ballots that say the same."""
    if isinstance(totals, dict):
        return {key: times(value, n) for key, value in totals.items()}
    return [times(value, n) for value in totals] if isinstance(totals, list) else totals * n


def written(answer: Any) -> str:
    """An answer as text, the same for equal answers."""
    return json.dumps(answer, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def share(part: float, whole: float) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def ballots_of(totals: Totals) -> list[dict[str, Any]]:
    """Whole ballots with their counts, in an order that says nothing of when they came."""
    return [{"ballot": json.loads(text), "count": n} for text, n in sorted(totals["ballots"].items()) if n]

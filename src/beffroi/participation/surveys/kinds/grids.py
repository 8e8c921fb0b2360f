"""Rankings, tables of rows and columns, majority judgment."""

from collections.abc import Iterable
from functools import cmp_to_key
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from beffroi.engines.tally.grades import compare, median
from beffroi.participation.surveys.conditions import ANSWERED, ANY, EMPTY, NONE, Said
from beffroi.participation.surveys.kinds.base import Kind, check_options, columns, kinds, labels, shuffled
from beffroi.participation.surveys.widgets import Grid

GRADES = ("excellent", "very-good", "good", "fairly-good", "passable", "insufficient", "reject")


def grades() -> list[dict[str, str]]:
    names = (
        pgettext("grade", "Excellent"), pgettext("grade", "Very good"), pgettext("grade", "Good"), pgettext("grade", "Fairly good"),
        pgettext("grade", "Passable"), pgettext("grade", "Insufficient"), pgettext("grade", "To reject"),
    )  # fmt: skip
    return [{"key": key, "label": name} for key, name in zip(GRADES, names, strict=True)]


class Ranks(forms.Field):
    """Cleans to the keys, the first first."""

    default_error_messages = {"twice": gettext_lazy("Give each place once.")}

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, value: Any) -> list[str] | None:
        ranks = {key: given[0] for key, given in value.items()}
        if any(not rank.isdecimal() or not 1 <= int(rank) <= self.most for rank in ranks.values()):
            raise ValidationError(_("Choose among the answers offered."))
        if len(set(ranks.values())) != len(ranks):
            raise ValidationError(self.error_messages["twice"], code="twice")
        if not ranks:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return sorted(ranks, key=lambda key: int(ranks[key]))


class Ranking(Kind):
    kind, label = "ranking", pgettext_lazy("kind of question", "Ranking")
    hint = pgettext_lazy("kind of question", "People give each option its place: first, second, third…")
    verbs, has_options, extra = (ANSWERED, EMPTY, ANY, NONE), True, ("shuffle", "most")

    def places(self, question: Any) -> int:
        return min(int(self.setting(question, "most", 0)) or len(question.options), len(question.options))

    def field(self, question: Any, *, seed: int = 0, needed: bool = True) -> forms.Field:
        most = self.places(question)
        ranks = [{"key": str(n), "label": str(n)} for n in range(1, most + 1)]
        widget = Grid(shuffled(question, seed), ranks, listed=True)
        return Ranks(most=most, required=needed and question.is_required, widget=widget)

    def initial(self, question: Any, value: Any) -> Any:
        return None if value is None else {key: [str(place)] for place, key in enumerate(value, 1)}

    def check(self, question: Any) -> None:
        check_options(question.options)

    def said(self, question: Any, value: Any) -> Said | None:
        return None if value is None else Said(frozenset(value[:1]))

    def words(self, question: Any) -> frozenset[str]:
        return frozenset(labels(question))

    def sayable(self, question: Any, marks: frozenset[str]) -> list[Said | None]:
        keys = [one["key"] for one in question.options]
        others = [key for key in keys if key not in marks]
        return [*(Said(frozenset([key])) for key in [*(key for key in keys if key in marks), *others[:1]]), *self.silence(question)]

    def tallies(self, question: Any, value: Any) -> Iterable[str]:
        return [f"{key}={place}" for place, key in enumerate(value, 1)]

    def points(self, question: Any, counts: dict[str, int]) -> list[tuple[str, int, int]]:
        """Option, points (a first place of n gives n), how often it was first; the best first."""
        most = self.places(question)
        found = []
        for one in question.options:
            places = [counts.get(f"{one['key']}={place}", 0) for place in range(1, most + 1)]
            found.append((one["label"], sum((most - at) * count for at, count in enumerate(places)), places[0]))
        return sorted(found, key=lambda row: -row[1])

    def cell(self, question: Any, value: Any) -> str:
        return ">".join(value)

    def parse(self, question: Any, cell: Any) -> list[str] | None:
        keys = [one for one in str(cell).strip().split(">") if one]
        if not set(keys) <= set(labels(question)) or len(set(keys)) != len(keys):
            raise ValidationError(_("“%(text)s” is no answer to “%(question)s”.") % {"text": str(cell)[:40], "question": question.text})
        return keys or None

    def say(self, question: Any, value: Any) -> str:
        names = labels(question)
        return ", ".join(f"{place}. {names.get(key, key)}" for place, key in enumerate(value, 1))

    def meaning(self, question: Any) -> str:
        return _("The first, then the next, with “>” between:") + " " + " ; ".join(f"{k} = {v}" for k, v in labels(question).items())


class Cells(forms.Field):
    """Cleans to {row: [columns]}."""

    default_error_messages = {"rows": gettext_lazy("Answer on every line.")}

    def __init__(self, *, rows: list[str], known: list[str], several: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows, self.known, self.several = rows, known, several

    def clean(self, value: Any) -> dict[str, list[str]] | None:
        found = {}
        for row in self.rows:
            given = value.get(row, [])
            if not set(given) <= set(self.known) or (len(given) > 1 and not self.several):
                raise ValidationError(_("Choose among the answers offered."))
            if given:
                found[row] = [one for one in self.known if one in given]
        if not found:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if self.required and len(found) < len(self.rows):
            raise ValidationError(self.error_messages["rows"], code="rows")
        return found


class Matrix(Kind):
    kind, label = "matrix", pgettext_lazy("kind of question", "Table")
    hint = pgettext_lazy("kind of question", "Options are its lines; write its columns below.")
    extra: tuple[str, ...] = ("columns", "several", "shuffle")
    has_options = True

    def columns(self, question: Any) -> list[dict[str, str]]:
        return columns(question)

    def field(self, question: Any, *, seed: int = 0, needed: bool = True) -> forms.Field:
        several, known = bool(question.settings.get("several")), self.columns(question)
        return Cells(
            rows=[one["key"] for one in question.options],
            known=[one["key"] for one in known],
            several=several,
            required=needed and question.is_required,
            widget=Grid(shuffled(question, seed), known, several=several),
        )

    def check(self, question: Any) -> None:
        check_options(question.options, least=1, what=_("Write at least one line."))
        check_options(self.columns(question), what=_("Write at least two columns, one a line."))

    def tallies(self, question: Any, value: Any) -> Iterable[str]:
        return [f"{row}={column}" for row, given in value.items() for column in given]

    def counts(self, question: Any, counts: dict[str, int]) -> list[tuple[str, list[int]]]:
        """Each row with its count in each column."""
        known = self.columns(question)
        return [(one["label"], [counts.get(f"{one['key']}={column['key']}", 0) for column in known]) for one in question.options]

    def cell(self, question: Any, value: Any) -> str:
        return ";".join(f"{row}={'+'.join(value[row])}" for row in labels(question) if row in value)

    def parse(self, question: Any, cell: Any) -> dict[str, list[str]] | None:
        known, found = {one["key"] for one in self.columns(question)}, {}
        for part in filter(None, str(cell).strip().split(";")):
            row, _equals, given = part.partition("=")
            if row not in labels(question) or not given or not set(given.split("+")) <= known:
                raise ValidationError(_("“%(text)s” is no answer to “%(question)s”.") % {"text": part[:40], "question": question.text})
            found[row] = given.split("+")
        return found or None

    def say(self, question: Any, value: Any) -> str:
        rows, known = labels(question), {one["key"]: one["label"] for one in self.columns(question)}
        return " ; ".join(f"{rows.get(row, row)} : {', '.join(known.get(one, one) for one in given)}" for row, given in value.items())

    def meaning(self, question: Any) -> str:
        rows = " ; ".join(f"{key} = {label}" for key, label in labels(question).items())
        known = " ; ".join(f"{one['key']} = {one['label']}" for one in self.columns(question))
        return f"{_('Lines:')} {rows}. {_('Columns:')} {known}"


def _by_grades(one: tuple[str, list[int]], other: tuple[str, list[int]]) -> int:
    return compare(one[1], other[1])


class Judgment(Matrix):
    kind, label = "judgment", pgettext_lazy("kind of question", "Majority judgment")
    hint = pgettext_lazy("kind of question", "Each option gets one of seven grades; the middle grade decides.")
    extra = ("shuffle",)

    def columns(self, question: Any) -> list[dict[str, str]]:
        return grades()

    def ranked(self, question: Any, counts: dict[str, int]) -> list[tuple[str, list[int], str]]:
        """Option, its grades, its majority grade in words; the best first."""
        rows: list[tuple[str, list[int]]] = self.counts(question, counts)
        judged = sorted((row for row in rows if sum(row[1])), key=cmp_to_key(_by_grades))
        names = [one["label"] for one in grades()]
        return [(label, row, names[median(row)]) for label, row in judged] + [(label, row, "") for label, row in rows if not sum(row)]


for one in (Ranking(), Matrix(), Judgment()):
    kinds.register(one)

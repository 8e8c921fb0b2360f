"""Short and long texts, numbers, dates, consent."""

from collections.abc import Iterable
from datetime import date
from math import isfinite
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinLengthValidator, MinValueValidator
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from beffroi.participation.surveys.conditions import ANSWERED, EMPTY, LEAST, MOST, Said
from beffroi.participation.surveys.kinds.base import ANSWERED_KEY, Kind, Line, kinds, plain
from beffroi.ui.forms import DateInput, Textarea


class Words(forms.CharField):
    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")

    def clean(self, value: Any) -> str | None:
        return super().clean(value) or None


class Short(Kind):
    kind, label = "short", pgettext_lazy("kind of question", "Short text")
    is_text, extra = True, ("least_length", "most_length")
    longest, usual = 300, 120

    def field(self, question: Any, *, seed: int = 0, needed: bool = True) -> forms.Field:
        most = int(self.setting(question, "most_length", self.usual))
        field = Words(max_length=most, required=needed and question.is_required, widget=self.widget(most))
        if least := int(self.setting(question, "least_length", 0)):
            field.validators.append(MinLengthValidator(least))
        return field

    def widget(self, most: int) -> forms.Widget:
        return forms.TextInput()

    def check(self, question: Any) -> None:
        least, most = int(self.setting(question, "least_length", 0)), int(self.setting(question, "most_length", self.usual))
        if not 0 <= least <= most <= self.longest or most < 1:
            raise ValidationError(_("A text has from 1 to %(most)d signs here.") % {"most": self.longest})

    def cell(self, question: Any, value: Any) -> str:
        return value

    def parse(self, question: Any, cell: Any) -> str | None:
        return plain(str(cell))[: self.longest] or None

    def meaning(self, question: Any) -> str:
        return _("As it was written.")


class Long(Short):
    kind, label = "long", pgettext_lazy("kind of question", "Long text")
    longest, usual = 10_000, 2000

    def widget(self, most: int) -> forms.Widget:
        return Textarea(rows=5)


class Number(Kind):
    kind, label = "number", pgettext_lazy("kind of question", "Number")
    verbs, extra = (ANSWERED, EMPTY, LEAST, MOST), ("least", "most", "unit")

    def field(self, question: Any, *, seed: int = 0, needed: bool = True) -> forms.Field:
        field = Figure(required=needed and question.is_required, localize=True, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
        least, most = self.bounds(question)
        if least is not None:
            field.validators.append(MinValueValidator(least))
        if most is not None:
            field.validators.append(MaxValueValidator(most))
        return field

    def bounds(self, question: Any) -> tuple[float | None, float | None]:
        least, most = self.setting(question, "least"), self.setting(question, "most")
        return (None if least is None else float(least)), (None if most is None else float(most))

    def check(self, question: Any) -> None:
        least, most = self.bounds(question)
        if least is not None and most is not None and least >= most:
            raise ValidationError(_("The smallest number must be below the largest."))

    def initial(self, question: Any, value: Any) -> Any:
        return None if value is None else number_format(value, use_l10n=True, force_grouping=False)

    def said(self, question: Any, value: Any) -> Said | None:
        return None if value is None else Said(number=float(value))

    def words(self, question: Any) -> None:
        return None

    def sayable(self, question: Any, marks: frozenset[str]) -> list[Said | None]:
        least, most = self.bounds(question)
        found = {one for one in (least, most) if one is not None}
        for mark in marks:
            try:
                found |= {float(mark) - 0.001, float(mark), float(mark) + 0.001}
            except ValueError:
                continue
        numbers = [n for n in sorted(found or {0.0}) if (least is None or n >= least) and (most is None or n <= most)]
        return [*(Said(number=n) for n in numbers), *self.silence(question)]

    def tallies(self, question: Any, value: Any) -> Iterable[str]:
        return [self.bin(question, float(value))]

    def bin(self, question: Any, value: float) -> str:
        """Ten equal stretches between the bounds, else by size: figures stay few however many answers there are."""
        least, most = self.bounds(question)
        if least is not None and most is not None:
            return str(min(9, max(0, int((value - least) / (most - least) * 10))))
        return f"e{len(str(int(abs(value))))}" if value >= 0 else "negative"

    def lines(self, question: Any, counts: dict[str, int]) -> list[Line]:
        least, most = self.bounds(question)
        if least is not None and most is not None:
            edges = [least + (most - least) * step / 10 for step in range(11)]
            names = {str(n): _("%(from)s to %(to)s") % {"from": _short(edges[n]), "to": _short(edges[n + 1])} for n in range(10)}
        else:
            sizes = sorted((key for key in counts if key[0] == "e"), key=lambda key: int(key[1:]))
            names = {"negative": _("below 0")} if "negative" in counts else {}
            names |= {key: _size(int(key[1:])) for key in sizes}
        unit = self.setting(question, "unit", "")
        return [Line(key, f"{label} {unit}".strip(), counts.get(key, 0)) for key, label in names.items()]

    def cell(self, question: Any, value: Any) -> int | float:
        return value

    def parse(self, question: Any, cell: Any) -> int | float | None:
        text = str(cell).strip().replace(",", ".").replace("\u202f", "").replace("\xa0", "")
        return _number(text) if text else None

    def say(self, question: Any, value: Any) -> str:
        return f"{number_format(value, use_l10n=True)} {self.setting(question, 'unit', '')}".strip()

    def meaning(self, question: Any) -> str:
        return _("A number.") if not self.setting(question, "unit") else _("A number, in %(unit)s.") % {"unit": question.settings["unit"]}


class Figure(forms.FloatField):
    def clean(self, value: Any) -> int | float | None:
        found = super().clean(value)
        if found is not None and abs(found) > 1e12:
            raise ValidationError(_("This number is too large."))
        return None if found is None else int(found) if found == int(found) else found


def _number(text: str) -> int | float:
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not isfinite(found) or abs(found) > 1e12:
        raise ValidationError(_("“%(text)s” is no number.") % {"text": text[:40]})
    return int(found) if found == int(found) else found


def _short(value: float) -> str:
    return number_format(round(value, 2) if value != int(value) else int(value), use_l10n=True)


def _size(digits: int) -> str:
    low = 0 if digits == 1 else 10 ** (digits - 1)
    return _("%(from)s to %(to)s") % {"from": _short(low), "to": _short(10**digits - 1)}


class Day(Kind):
    kind, label = "date", pgettext_lazy("kind of question", "Date")
    extra = ("first_day", "last_day")

    def field(self, question: Any, *, seed: int = 0, needed: bool = True) -> forms.Field:
        field = IsoDate(required=needed and question.is_required, widget=DateInput())
        for name, limit, sentence in (
            ("first_day", MinValueValidator, _("Choose a day from %(limit_value)s on.")),
            ("last_day", MaxValueValidator, _("Choose a day until %(limit_value)s.")),
        ):
            if day := self.setting(question, name):
                field.days.append(limit(date.fromisoformat(day), message=sentence))
                field.widget.attrs["min" if name == "first_day" else "max"] = day
        return field

    def check(self, question: Any) -> None:
        first, last = self.setting(question, "first_day"), self.setting(question, "last_day")
        if first and last and first > last:
            raise ValidationError(_("The first day is after the last."))

    def tallies(self, question: Any, value: Any) -> Iterable[str]:
        return [value[:7]]

    def lines(self, question: Any, counts: dict[str, int]) -> list[Line]:
        months = sorted(key for key in counts if key != ANSWERED_KEY)
        return [Line(key, date_format(date.fromisoformat(f"{key}-01"), "F Y"), counts[key]) for key in months]

    def cell(self, question: Any, value: Any) -> str:
        return value

    def parse(self, question: Any, cell: Any) -> str | None:
        text = str(cell).strip()[:10]
        try:
            return date.fromisoformat(text).isoformat() if text else None
        except ValueError:
            raise ValidationError(_("“%(text)s” is no date. Write it as 2026-03-12.") % {"text": text}) from None

    def say(self, question: Any, value: Any) -> str:
        return date_format(date.fromisoformat(value), "DATE_FORMAT")

    def meaning(self, question: Any) -> str:
        return _("Year, month and day.")


class IsoDate(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        self.days: list[Any] = []
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str | None:
        found = super().clean(value)
        if found is None:
            return None
        for check in self.days:
            check(found)
        return found.isoformat()


class Consent(Kind):
    kind, label = "consent", pgettext_lazy("kind of question", "Consent")
    hint = pgettext_lazy("kind of question", "A box to tick. With “an answer is needed”, nobody goes on without it.")

    def field(self, question: Any, *, seed: int = 0, needed: bool = True) -> forms.Field:
        return Tick(required=needed and question.is_required)

    def tallies(self, question: Any, value: Any) -> Iterable[str]:
        return ["yes"]

    def lines(self, question: Any, counts: dict[str, int]) -> list[Line]:
        return [Line("yes", str(pgettext_lazy("survey", "Agreed")), counts.get("yes", 0))]

    def cell(self, question: Any, value: Any) -> str:
        return "yes"

    def parse(self, question: Any, cell: Any) -> bool | None:
        return True if str(cell).strip().lower() in ("yes", "oui", "true", "1", "x") else None

    def say(self, question: Any, value: Any) -> str:
        return str(pgettext_lazy("survey", "Agreed"))

    def meaning(self, question: Any) -> str:
        return _("“yes” if the box was ticked.")


class Tick(forms.BooleanField):
    def clean(self, value: Any) -> bool | None:
        return super().clean(value) or None


for one in (Short(), Long(), Number(), Day(), Consent()):
    kinds.register(one)

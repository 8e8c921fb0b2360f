"""One or several of some options; a scale, a rating, a feeling."""

from collections.abc import Iterable
from itertools import product
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from beffroi.ground.media.models import Image
from beffroi.participation.surveys.conditions import ALL, ANSWERED, ANY, EMPTY, LEAST, MOST, NONE, Said
from beffroi.participation.surveys.kinds.base import Kind, Line, check_options, kinds, labels, plain, shuffled
from beffroi.participation.surveys.widgets import Choices, Steps

OTHER = "other"
FEW = 8  # options that the search for dead ends looks at one by one
OTHER_LENGTH = 200


class Picks(forms.Field):
    """Cleans to {"picks": [keys in the order of the options], "other": words}, or None."""

    default_error_messages = {
        "unknown": gettext_lazy("Choose among the answers offered."),
        "say": gettext_lazy("Say what “other” is."),
    }

    def __init__(self, *, keys: list[str], several: bool, other: bool, least: int = 0, most: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.keys, self.several, self.other, self.least, self.most = keys, several, other, least, most

    def clean(self, value: Any) -> dict[str, Any] | None:
        given, words = set(value["picks"]), plain(str(value.get("other") or ""))[:OTHER_LENGTH]
        allowed = [*self.keys, *([OTHER] if self.other else [])]
        if not given <= set(allowed):
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        if words and self.other and (self.several or not given):
            given.add(OTHER)  # who writes it means it
        picks = [key for key in allowed if key in given]
        if not self.several and len(picks) > 1:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        if not picks:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if OTHER in given and not words and self.required:
            raise ValidationError(self.error_messages["say"], code="say")
        self._must_fit(len(picks))
        return {"picks": picks, "other": words if OTHER in given else ""}

    def _must_fit(self, count: int) -> None:
        if self.most and count > self.most:
            raise ValidationError(ngettext("Choose %(n)d answer at most.", "Choose %(n)d answers at most.", self.most) % {"n": self.most})
        if self.required and self.least and count < self.least:
            raise ValidationError(
                ngettext("Choose %(n)d answer at least.", "Choose %(n)d answers at least.", self.least) % {"n": self.least}
            )


class Single(Kind):
    kind, label = "single", pgettext_lazy("kind of question", "One of several answers")
    verbs: tuple[str, ...] = (ANSWERED, EMPTY, ANY, NONE)
    extra: tuple[str, ...] = ("other", "shuffle")
    has_options = is_choice = True
    several = False

    def field(self, question: Any, *, seed: int = 0, needed: bool = True) -> forms.Field:
        other = str(pgettext("survey", "Other")) if question.settings.get("other") else ""
        least, most = self.bounds(question)
        return Picks(
            keys=[one["key"] for one in question.options],
            several=self.takes_several(question),
            other=bool(other),
            least=least if needed else 0,
            most=most,
            required=needed and question.is_required,
            widget=Choices(shuffled(question, seed), several=self.takes_several(question), other=other, pictures=self.pictures(question)),
        )

    def takes_several(self, question: Any) -> bool:
        return self.several

    def bounds(self, question: Any) -> tuple[int, int]:
        return 0, 0

    def pictures(self, question: Any) -> dict[int, Any] | None:
        return None

    def check(self, question: Any) -> None:
        check_options(question.options)
        if any(one["key"] in (OTHER, "") for one in question.options):
            raise ValidationError(_("“Other” is a box of its own: tick it below instead of writing it as an option."))

    def said(self, question: Any, value: Any) -> Said | None:
        return None if value is None else Said(frozenset(value["picks"]))

    def words(self, question: Any) -> frozenset[str]:
        return frozenset([one["key"] for one in question.options] + ([OTHER] if question.settings.get("other") else []))

    def sayable(self, question: Any, marks: frozenset[str]) -> list[Said | None]:
        """One option: each that is named, and one that is not."""
        words = sorted(self.words(question))
        named, others = [one for one in words if one in marks], [one for one in words if one not in marks]
        if not self.takes_several(question):
            return [*(Said(frozenset([one])) for one in [*named, *others[:1]]), *self.silence(question)]
        least, most = self.bounds(question)
        most = most or len(words)
        found: list[Said | None] = []
        for mask in product((False, True), repeat=len(named[:FEW])):
            chosen = {one for one, is_in in zip(named, mask, strict=False) if is_in}
            fill = max(0, (least if question.is_required else 0) - len(chosen), 0 if chosen else 1)
            if fill <= len(others) and len(chosen) + fill <= most:
                found.append(Said(frozenset(chosen) | frozenset(others[:fill])))
        return [*found, *self.silence(question)]

    def tallies(self, question: Any, value: Any) -> Iterable[str]:
        return value["picks"]

    def lines(self, question: Any, counts: dict[str, int]) -> list[Line]:
        names = labels(question) | ({OTHER: str(pgettext("survey", "Other"))} if question.settings.get("other") else {})
        return [Line(key, name, counts.get(key, 0)) for key, name in names.items()]

    def cell(self, question: Any, value: Any) -> str:
        known = [key for key in value["picks"] if key != OTHER]
        return ";".join([*known, *([f"{OTHER}:{value['other']}"] if OTHER in value["picks"] else [])])

    def parse(self, question: Any, cell: Any) -> dict[str, Any] | None:
        head, mark, words = f";{str(cell).strip()}".partition(f";{OTHER}:")
        picks = [one for one in head.split(";") if one]
        if unknown := next((one for one in picks if one not in labels(question)), ""):
            raise ValidationError(_("“%(text)s” is no answer to “%(question)s”.") % {"text": unknown[:40], "question": question.text})
        picks = [*picks, *([OTHER] if mark else [])]
        return {"picks": picks, "other": plain(words)[:OTHER_LENGTH]} if picks else None

    def say(self, question: Any, value: Any) -> str:
        names = labels(question)
        other = str(pgettext("survey", "Other"))
        return ", ".join(
            (f"{other} : {value['other']}" if value["other"] else other) if key == OTHER else names.get(key, key) for key in value["picks"]
        )

    def meaning(self, question: Any) -> str:
        codes = " ; ".join(f"{key} = {label}" for key, label in labels(question).items())
        return codes + (f" ; {OTHER}:… = {pgettext('survey', 'Other')}" if question.settings.get("other") else "")


class Multiple(Single):
    kind, label = "multiple", pgettext_lazy("kind of question", "Several answers")
    verbs, extra, several = (ANSWERED, EMPTY, ANY, ALL, NONE), ("other", "shuffle", "least", "most"), True

    def bounds(self, question: Any) -> tuple[int, int]:
        return int(self.setting(question, "least", 0)), int(self.setting(question, "most", 0))

    def check(self, question: Any) -> None:
        super().check(question)
        least, most = self.bounds(question)
        known = len(question.options) + bool(question.settings.get("other"))
        if least > known or (most and least > most):
            raise ValidationError(_("Nobody can choose that many answers: there are %(n)d.") % {"n": known})


class Pictures(Multiple):
    kind, label = "image", pgettext_lazy("kind of question", "Choice of pictures")
    hint = pgettext_lazy("kind of question", "Write what each picture is first; then add the pictures.")
    extra = ("several", "shuffle", "least", "most")

    def takes_several(self, question: Any) -> bool:
        return bool(question.settings.get("several"))

    def pictures(self, question: Any) -> dict[int, Any]:
        return Image.objects.in_bulk([one["image"] for one in question.options if one.get("image")])


class Scale(Kind):
    kind, label = "scale", pgettext_lazy("kind of question", "Scale")
    verbs: tuple[str, ...] = (ANSWERED, EMPTY, LEAST, MOST)
    extra: tuple[str, ...] = ("from", "to", "low", "high")
    is_choice = True
    widest = 11

    def steps(self, question: Any) -> list[tuple[int, str]]:
        first, last = int(self.setting(question, "from", 1)), int(self.setting(question, "to", 5))
        return [(n, str(n)) for n in range(first, last + 1)]

    def field(self, question: Any, *, seed: int = 0, needed: bool = True) -> forms.Field:
        widget = Steps(low=self.setting(question, "low", ""), high=self.setting(question, "high", ""))
        return Step(choices=self.steps(question), coerce=int, empty_value=None, required=needed and question.is_required, widget=widget)

    def check(self, question: Any) -> None:
        first, last = int(self.setting(question, "from", 1)), int(self.setting(question, "to", 5))
        if not 2 <= last - first + 1 <= self.widest or not -10 <= first <= 10:
            raise ValidationError(_("A scale has from 2 to %(n)d steps.") % {"n": self.widest})

    def said(self, question: Any, value: Any) -> Said | None:
        return None if value is None else Said(number=float(value))

    def words(self, question: Any) -> None:
        return None

    def sayable(self, question: Any, marks: frozenset[str]) -> list[Said | None]:
        return [*(Said(number=float(n)) for n, _label in self.steps(question)), *self.silence(question)]

    def tallies(self, question: Any, value: Any) -> Iterable[str]:
        return [str(value)]

    def lines(self, question: Any, counts: dict[str, int]) -> list[Line]:
        return [Line(str(n), label, counts.get(str(n), 0)) for n, label in self.steps(question)]

    def mean(self, question: Any, counts: dict[str, int]) -> float | None:
        pairs = [(n, counts.get(str(n), 0)) for n, _label in self.steps(question)]
        total = sum(count for _n, count in pairs)
        return round(sum(n * count for n, count in pairs) / total, 2) if total else None

    def cell(self, question: Any, value: Any) -> int:
        return value

    def parse(self, question: Any, cell: Any) -> int | None:
        text = str(cell).strip()
        if not text:
            return None
        if text not in {str(n) for n, _label in self.steps(question)}:
            raise ValidationError(_("“%(text)s” is no answer to “%(question)s”.") % {"text": text[:40], "question": question.text})
        return int(text)

    def say(self, question: Any, value: Any) -> str:
        return dict(self.steps(question)).get(value, str(value))

    def meaning(self, question: Any) -> str:
        steps = self.steps(question)
        low, high = self.setting(question, "low", ""), self.setting(question, "high", "")
        return f"{steps[0][0]} ({low}) – {steps[-1][0]} ({high})" if low or high else f"{steps[0][0]} – {steps[-1][0]}"


class Step(forms.TypedChoiceField):
    pass


class Rating(Scale):
    kind, label = "rating", pgettext_lazy("kind of question", "Rating in stars")
    extra = ("to",)

    def check(self, question: Any) -> None:
        if not 3 <= int(self.setting(question, "to", 5)) <= 10:
            raise ValidationError(_("A rating has from 3 to 10 stars."))

    def steps(self, question: Any) -> list[tuple[int, str]]:
        last = int(self.setting(question, "to", 5))
        return [(n, ngettext("%(n)d star", "%(n)d stars", n) % {"n": n}) for n in range(1, last + 1)]

    def meaning(self, question: Any) -> str:
        return _("Stars, from 1 to %(n)d.") % {"n": int(self.setting(question, "to", 5))}


class Sentiment(Scale):
    kind, label, extra = "sentiment", pgettext_lazy("kind of question", "Feeling"), ()

    def check(self, question: Any) -> None:
        return None

    def steps(self, question: Any) -> list[tuple[int, str]]:
        return [
            (1, pgettext("feeling", "Very unhappy")),
            (2, pgettext("feeling", "Rather unhappy")),
            (3, pgettext("feeling", "Neither one nor the other")),
            (4, pgettext("feeling", "Rather happy")),
            (5, pgettext("feeling", "Very happy")),
        ]

    def meaning(self, question: Any) -> str:
        return " ; ".join(f"{n} = {label}" for n, label in self.steps(question))


for one in (Single(), Multiple(), Pictures(), Scale(), Rating(), Sentiment()):
    kinds.register(one)

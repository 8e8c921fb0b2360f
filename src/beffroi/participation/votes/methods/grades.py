from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from beffroi.engines.tally.grades import LOWER, UPPER
from beffroi.participation.votes.methods.base import Asked, Method, Totals, share
from beffroi.participation.votes.methods.widgets import Steps

# What is kept, and counted, are these French words; pages say them in their language.
SEVEN = ("Excellent", "Très bien", "Bien", "Assez bien", "Passable", "Insuffisant", "À rejeter")
FIVE = ("Très bien", "Bien", "Passable", "Insuffisant", "À rejeter")
SAID = {
    "Excellent": pgettext_lazy("grade", "Excellent"),
    "Très bien": pgettext_lazy("grade", "Very good"),
    "Bien": pgettext_lazy("grade", "Good"),
    "Assez bien": pgettext_lazy("grade", "Quite good"),
    "Passable": pgettext_lazy("grade", "Acceptable"),
    "Insuffisant": pgettext_lazy("grade", "Poor"),
    "À rejeter": pgettext_lazy("grade", "To reject"),
}


class Graded(Method):
    """Every answer is graded; what is not graded at all is a blank ballot."""

    family = "grades"
    verdict: Any  # the name of what decides

    def grades(self, asked: Asked) -> list[str]:
        raise NotImplementedError

    def word(self, grade: str) -> str:
        return str(SAID.get(grade, grade))

    def fields(self, asked: Asked) -> dict[str, forms.Field]:
        choices = [(grade, self.word(grade)) for grade in self.grades(asked)]
        return {
            option.key: forms.ChoiceField(label=option.title, help_text=option.text, choices=choices, widget=Steps, required=False)
            for option in asked.options
        }

    def read(self, asked: Asked, data: Mapping[str, Any]) -> dict[str, str]:
        given = {key: data[key] for key in asked.keys if data.get(key)}
        if given and len(given) < len(asked.options):
            missing = [option.title for option in asked.options if option.key not in given]
            raise forms.ValidationError(
                _("Grade every answer, or none for a blank ballot. Missing: %(names)s.") % {"names": ", ".join(missing)}
            )
        return given

    def initial(self, asked: Asked, answer: Any) -> dict[str, Any]:
        return dict(answer)

    def said(self, asked: Asked, answer: Any) -> list[str]:
        if not answer:
            return [pgettext("votes", "Blank")]
        return [f"{option.title} : {self.word(answer[option.key])}" for option in asked.options]

    def nothing(self, asked: Asked) -> Totals:
        return {"profile": {key: [0] * len(self.grades(asked)) for key in asked.keys}, "cast": 0, "blank": 0}

    def one(self, asked: Asked, answer: Any) -> Totals:
        grades = self.grades(asked)
        return {
            "profile": {key: [int(bool(answer) and grade == answer[key]) for grade in grades] for key in asked.keys},
            "cast": 1,
            "blank": int(not answer),
        }

    def sealed(self, asked: Asked) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """One question for each answer, whose choices are the grades: nothing but the profile is ever decrypted."""
        grades = [self.word(grade) for grade in self.grades(asked)]
        return [
            ({"text": f"{asked.title} – {option.title}", "answers": grades, "blank": False, "least": 1, "most": 1}, {"kind": "grades"})
            for option in asked.options
        ]

    def opened(self, asked: Asked, parts: list[dict[str, Any]], counted: int) -> Totals:
        return {"profile": {key: part["counts"] for key, part in zip(asked.keys, parts, strict=True)}, "cast": counted, "blank": 0}

    def source(self, asked: Asked, totals: Totals) -> dict[str, Any]:
        return super().source(asked, totals) | {"grades": self.grades(asked)}

    def paper(self, asked: Asked) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        for option in asked.options:
            for place, grade in enumerate(self.grades(asked)):
                words = {"answer": option.title, "grade": self.word(grade)}
                label = pgettext("votes", "%(answer)s: %(grade)s") % words
                fields[f"{option.key}-{place}"] = forms.IntegerField(label=label, min_value=0, max_value=1_000_000)
        fields["blank"] = forms.IntegerField(label=_("Blank sheets"), min_value=0, max_value=1_000_000)
        return fields

    def from_paper(self, asked: Asked, data: Mapping[str, Any], ballots: int) -> Totals:
        size = len(self.grades(asked))
        profile = {key: [data[f"{key}-{place}"] for place in range(size)] for key in asked.keys}
        wrong = [asked.name(key) for key, row in profile.items() if sum(row) != ballots - data["blank"]]
        if wrong:
            raise forms.ValidationError(_("The grades of %(names)s are not as many as the sheets.") % {"names": ", ".join(wrong)})
        return {"profile": profile, "cast": ballots, "blank": data["blank"]}

    def rows(self, asked: Asked, found: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Each answer with its bar of grades, the best on the left."""
        made = []
        for line in found["trace"]:
            total, start, cells = sum(line["counts"]), 0.0, []
            for place, n in enumerate(line["counts"]):
                width = 100 * n / total if total else 0.0
                word = self.word(found["parameters"]["grades"][place])
                cells.append({"x": round(start, 2), "width": round(width, 2), "count": n, "grade": word, "tone": self.tone(asked, place)})
                start += width
            made.append(
                {"label": asked.name(line["candidate"]), "cells": cells, "line": line, "wins": line["candidate"] in found["winners"]}
            )
        return made

    def table(self, asked: Asked, found: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
        columns = [pgettext("votes", "Answer"), self.verdict, *(self.word(grade) for grade in found["parameters"]["grades"])]
        rows = [[asked.name(line["candidate"]), self.value(line), *line["counts"]] for line in found["trace"]]
        return [str(one) for one in columns], rows

    def value(self, line: Mapping[str, Any]) -> Any:
        """What decides, of one answer."""
        raise NotImplementedError

    def tone(self, asked: Asked, place: int) -> int:
        """Which of seven colours, whatever the number of grades."""
        return round(place * 6 / max(1, len(self.grades(asked)) - 1))


class MajorityJudgment(Graded):
    kind, template = "majority-judgment", "judgment"
    verdict = gettext_lazy("Majority grade")
    label = gettext_lazy("Majority judgment")
    lead = gettext_lazy("Everybody gives each answer a grade in words; the answer with the best majority grade wins.")

    def settings(self) -> dict[str, forms.Field]:
        return {
            "scale": forms.ChoiceField(
                label=gettext_lazy("Grades"),
                choices=[
                    ("7", gettext_lazy("seven, from Excellent to To reject")),
                    ("5", gettext_lazy("five, from Very good to To reject")),
                ],
                initial="7",
            ),
            "convention": forms.ChoiceField(
                label=gettext_lazy("When the number of ballots is even, the majority grade is"),
                choices=[
                    (LOWER, gettext_lazy("the lower of the two in the middle (usual)")),
                    (UPPER, gettext_lazy("the upper of the two in the middle")),
                ],
                initial=LOWER,
            ),
        }

    def parameters(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"scale": data["scale"], "convention": data["convention"]}

    def grades(self, asked: Asked) -> list[str]:
        return list(FIVE if asked.parameters.get("scale") == "5" else SEVEN)

    def asks(self, asked: Asked, *, registered: int | None, quorum: str) -> dict[str, Any]:
        return {"convention": asked.parameters.get("convention", LOWER)}

    def value(self, line: Mapping[str, Any]) -> Any:
        return self.word(line["grade"]) if line["grade"] else ""

    def told(self, asked: Asked, found: Mapping[str, Any], parts: Mapping[str, Totals]) -> dict[str, Any]:
        rows = self.rows(asked, found)
        for row in rows:
            line = row["line"]
            total = sum(line["counts"]) or 1
            row["grade"] = self.word(line["grade"]) if line["grade"] else "–"
            row["above"], row["below"] = share(line["above"], total), share(line["below"], total)
            row["place"] = line["place"]
        lower = found["parameters"]["convention"] == LOWER
        steps = [
            _(
                "For each answer, put all the grades in order, from the best to the worst: the one in the middle is its majority grade. "
                "At least half of the voters give it this grade or better."
            ),
            _("When the number of grades is even, the middle is the lower of the two.")
            if lower
            else _("When the number of grades is even, the middle is the upper of the two."),
            _("The answer with the best majority grade comes first."),
            _("Two answers with the same grade: take one majority grade away from each, again and again, until their middles differ."),
        ]
        if found["tied"]:
            names = ", ".join(asked.names(found["tied"]))
            steps.append(_("%(names)s have exactly the same grades: the order drawn before the vote tells them apart.") % {"names": names})
        return {
            "headline": ", ".join(asked.names(found["winners"])),
            "is_good": True,
            "rows": rows,
            "steps": steps,
            "grades": self._legend(asked),
        }

    def _legend(self, asked: Asked) -> list[dict[str, Any]]:
        return [{"word": self.word(grade), "tone": self.tone(asked, place)} for place, grade in enumerate(self.grades(asked))]


class Score(Graded):
    kind, template = "score", "score"
    verdict = pgettext_lazy("votes", "Mean")
    label = gettext_lazy("Marks")
    lead = gettext_lazy("Everybody gives each answer a mark; the best mean wins.")

    def settings(self) -> dict[str, forms.Field]:
        return {
            "top": forms.ChoiceField(
                label=gettext_lazy("Marks"),
                choices=[("3", gettext_lazy("from 0 to 3")), ("5", gettext_lazy("from 0 to 5")), ("10", gettext_lazy("from 0 to 10"))],
                initial="5",
            )
        }

    def parameters(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"top": int(data["top"])}

    def grades(self, asked: Asked) -> list[str]:
        return [str(n) for n in range(int(asked.parameters.get("top", 5)), -1, -1)]

    def value(self, line: Mapping[str, Any]) -> Any:
        return line["mean"]

    def told(self, asked: Asked, found: Mapping[str, Any], parts: Mapping[str, Totals]) -> dict[str, Any]:
        top = int(asked.parameters.get("top", 5))
        rows = self.rows(asked, found)
        for row in rows:
            line = row["line"]
            row["points"], row["mean"] = line["points"], number_format(line["mean"], 2)
            row["width"] = share(line["mean"], top)
        steps = [
            _("Add up the marks of each answer."),
            _("Divide by the number of ballots that are not blank: %(n)d.") % {"n": found["ballots"]},
            _("The best mean comes first."),
        ]
        if found["tied"]:
            names = ", ".join(asked.names(found["tied"]))
            steps.append(_("%(names)s have the same mean: the order drawn before the vote tells them apart.") % {"names": names})
        return {"headline": ", ".join(asked.names(found["winners"])), "is_good": True, "rows": rows, "steps": steps, "top": top}

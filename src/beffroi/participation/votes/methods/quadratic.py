import math
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from beffroi.participation.votes.methods.base import Asked, Method, Totals, ballots_of, share, written
from beffroi.participation.votes.methods.ranks import letter_of
from beffroi.ui.forms import Textarea

LINE = re.compile(r"^\s*(\d{1,6})\s*:\s*(.*)$")
PART = re.compile(r"^\s*([A-Za-z]{1,2})\s*([+-]?\d{1,3})\s*$")


class Quadratic(Method):
    """Votes for or against, that cost their square. A ballot: {"a": 6, "b": -8}; what is not there has no vote."""

    kind, family, template = "quadratic", "choices", "quadratic"
    label = gettext_lazy("Quadratic votes")
    lead = gettext_lazy("Everybody has the same credits; one vote for an answer costs 1, two cost 4, three cost 9.")
    needs_ballots = True

    def settings(self) -> dict[str, forms.Field]:
        return {
            "credits": forms.IntegerField(label=gettext_lazy("Credits of each person"), min_value=4, max_value=400, initial=100),
            "seats": forms.IntegerField(label=gettext_lazy("How many answers win"), min_value=1, max_value=50, initial=1),
        }

    def parameters(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"credits": data["credits"], "seats": data.get("seats") or 1}

    def credits(self, asked: Asked) -> int:
        return int(asked.parameters.get("credits", 100))

    def fields(self, asked: Asked) -> dict[str, forms.Field]:
        most = math.isqrt(self.credits(asked))
        return {
            option.key: forms.IntegerField(
                label=option.title, help_text=option.text, min_value=-most, max_value=most, required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-cost": "square"}),
            )
            for option in asked.options
        }  # fmt: skip

    def read(self, asked: Asked, data: Mapping[str, Any]) -> dict[str, int]:
        given = {key: data[key] for key in asked.keys if data.get(key)}
        cost = sum(n * n for n in given.values())
        if cost > self.credits(asked):
            words = {"cost": cost, "credits": self.credits(asked)}
            raise forms.ValidationError(_("Your votes cost %(cost)d credits; you have %(credits)d.") % words)
        return given

    def initial(self, asked: Asked, answer: Any) -> dict[str, Any]:
        return dict(answer)

    def said(self, asked: Asked, answer: Any) -> list[str]:
        return [f"{asked.name(key)} : {n:+d}" for key, n in answer.items()] or [pgettext("votes", "Blank")]

    def nothing(self, asked: Asked) -> Totals:
        return {"ballots": {}}

    def one(self, asked: Asked, answer: Any) -> Totals:
        return {"ballots": {written(answer): 1}}

    def sealed(self, asked: Asked) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        answers = [option.title for option in asked.options]
        kind = {"kind": "quadratic", "credits": self.credits(asked), "offset": math.isqrt(self.credits(asked))}
        return [({"text": asked.title, "answers": answers, "is_listed": True}, kind)]

    def opened(self, asked: Asked, parts: list[dict[str, Any]], counted: int) -> Totals:
        """Each number is the votes above the offset. A ballot that spends too much counts as blank."""
        offset, found = math.isqrt(self.credits(asked)), {}
        for numbers in parts[0]["ballots"]:
            try:
                answer = self.read(asked, {key: n - offset for key, n in zip(asked.keys, numbers, strict=True)})
            except forms.ValidationError:
                answer = {}
            found[written(answer)] = found.get(written(answer), 0) + 1
        return {"ballots": found}

    def cast(self, totals: Totals) -> int:
        return sum(totals["ballots"].values())

    def source(self, asked: Asked, totals: Totals) -> dict[str, Any]:
        return {"candidates": asked.keys, "lot": list(asked.lot or asked.keys), "ballots": ballots_of(totals)}

    def asks(self, asked: Asked, *, registered: int | None, quorum: str) -> dict[str, Any]:
        return {"credits": self.credits(asked), "seats": min(int(asked.parameters.get("seats", 1)), len(asked.options))}

    def told(self, asked: Asked, found: Mapping[str, Any], parts: Mapping[str, Totals]) -> dict[str, Any]:
        most = max((abs(line["count"]) for line in found["trace"]), default=0)
        rows = [
            {
                "label": asked.name(line["candidate"]),
                "count": line["count"],
                "width": share(abs(line["count"]), 2 * most),
                "x": 50 - share(abs(line["count"]), 2 * most) if line["count"] < 0 else 50,
                "is_against": line["count"] < 0,
                "wins": line["candidate"] in found["winners"],
            }
            for line in found["trace"]
        ]
        steps = [
            _("Each person spreads %(n)d credits. The price of votes for one answer is their number times itself.")
            % {"n": self.credits(asked)},
            _("We add up the votes of all, for and against."),
            _("This rule only means something if nobody votes twice; and who cares much about one answer weighs more on it."),
        ]
        if found["tied"]:
            names = ", ".join(asked.names(found["tied"]))
            steps.append(_("%(names)s are equal: the order drawn before the vote opened tells them apart.") % {"names": names})
        return {"headline": ", ".join(asked.names(found["winners"])), "is_good": True, "rows": rows, "steps": steps}

    def table(self, asked: Asked, found: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
        return [pgettext("votes", "Answer"), pgettext("votes", "Votes")], [[asked.name(r["candidate"]), r["count"]] for r in found["trace"]]

    def paper(self, asked: Asked) -> dict[str, forms.Field]:
        letters = ", ".join(f"{letter_of(place)} = {option.title}" for place, option in enumerate(asked.options))
        help_text = _(
            "One line for each way of voting that was found: how many sheets, then the votes. “2: A 6, B -8”; “3:” for blank sheets."
        )
        return {
            "votes": forms.CharField(
                label=_("Votes counted"), help_text=f"{help_text} {letters}", widget=Textarea(rows=6), max_length=20_000
            )
        }

    def from_paper(self, asked: Asked, data: Mapping[str, Any], ballots: int) -> Totals:
        letters = {letter_of(place): option.key for place, option in enumerate(asked.options)}
        found: dict[str, int] = {}
        for number, line in enumerate(filter(str.strip, data["votes"].splitlines()), 1):
            match = LINE.match(line)
            parts = [PART.match(part) for part in match[2].split(",") if part.strip()] if match else [None]
            given = {letters.get(part[1].upper(), ""): int(part[2]) for part in parts if part}
            if match is None or None in parts or "" in given or len(given) != len(parts):
                raise forms.ValidationError(_("Line %(n)d: write “2: A 6, B -8”, each letter once.") % {"n": number})
            text = written(self.read(asked, given))
            found[text] = found.get(text, 0) + int(match[1])
        if sum(found.values()) != ballots:
            raise forms.ValidationError(_("The lines together must be the number of sheets."))
        return {"ballots": found}

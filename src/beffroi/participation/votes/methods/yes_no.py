from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from beffroi.participation.votes.methods.base import Asked, Method, Totals, share
from beffroi.ui.forms import RadioCards

YES, NO, BLANK = "yes", "no", "blank"
WORDS = {YES: pgettext_lazy("votes", "Yes"), NO: pgettext_lazy("votes", "No"), BLANK: pgettext_lazy("votes", "Blank")}
TONES = {YES: "good", NO: "brick", BLANK: "ink"}
MAJORITIES = {
    "1/2": gettext_lazy("more than half"),
    "3/5": gettext_lazy("three fifths"),
    "2/3": gettext_lazy("two thirds"),
    "3/4": gettext_lazy("three quarters"),
}
BASES = {"expressed": gettext_lazy("yes and no only: blank ballots are told apart"), "cast": gettext_lazy("all ballots, blank ones too")}


class YesNo(Method):
    kind, family, template = "yes-no", "choices", "yes_no"
    label = gettext_lazy("Yes, no or blank")
    lead = gettext_lazy("One question; the proposal is approved if enough ballots say yes.")
    has_options = False

    def settings(self) -> dict[str, forms.Field]:
        return {
            "majority": forms.ChoiceField(label=gettext_lazy("Majority needed"), choices=list(MAJORITIES.items()), initial="1/2"),
            "of": forms.ChoiceField(label=gettext_lazy("Counted on"), choices=list(BASES.items()), initial="expressed"),
        }

    def parameters(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"majority": data["majority"], "of": data["of"]}

    def fields(self, asked: Asked) -> dict[str, forms.Field]:
        return {"choice": forms.ChoiceField(label=asked.title, choices=list(WORDS.items()), widget=RadioCards, help_text=asked.text)}

    def read(self, asked: Asked, data: Mapping[str, Any]) -> str:
        return str(data["choice"])

    def initial(self, asked: Asked, answer: Any) -> dict[str, Any]:
        return {"choice": answer}

    def said(self, asked: Asked, answer: Any) -> list[str]:
        return [str(WORDS[answer])]

    def nothing(self, asked: Asked) -> Totals:
        return {"counts": {YES: 0, NO: 0, BLANK: 0}}

    def one(self, asked: Asked, answer: Any) -> Totals:
        return {"counts": {name: int(name == answer) for name in WORDS}}

    def sealed(self, asked: Asked) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        answers = [str(WORDS[YES]), str(WORDS[NO])]
        return [({"text": asked.title, "answers": answers, "blank": True, "least": 1, "most": 1}, {"kind": "choose"})]

    def opened(self, asked: Asked, parts: list[dict[str, Any]], counted: int) -> Totals:
        blank, yes, no = parts[0]["counts"]
        return {"counts": {YES: yes, NO: no, BLANK: blank}}

    def cast(self, totals: Totals) -> int:
        return sum(totals["counts"].values())

    def source(self, asked: Asked, totals: Totals) -> dict[str, Any]:
        return {"counts": totals["counts"]}

    def asks(self, asked: Asked, *, registered: int | None, quorum: str) -> dict[str, Any]:
        given = {"majority": asked.parameters.get("majority", "1/2"), "of": asked.parameters.get("of", "expressed")}
        return {**given, "registered": registered, "quorum": quorum} if quorum and registered else given

    def told(self, asked: Asked, found: Mapping[str, Any], parts: Mapping[str, Totals]) -> dict[str, Any]:
        counts = {line["candidate"]: line["count"] for line in found["trace"]}
        expressed = counts[YES] + counts[NO]
        base = expressed if found["parameters"]["of"] == "expressed" else found["ballots"]
        majority = str(MAJORITIES.get(found["parameters"]["majority"], found["parameters"]["majority"]))
        percent = share(counts[YES], base)
        steps = [
            _("%(n)d ballots were counted, of which %(blank)d blank.") % {"n": found["ballots"], "blank": counts[BLANK]},
            _("%(yes)d say yes: %(percent)s %% of %(base)d.") % {"yes": counts[YES], "percent": percent, "base": base}
            if base
            else _("Nobody said yes or no."),
            _("The rule asks for %(majority)s: %(end)s.")
            % {"majority": majority, "end": _("it is reached") if _has_majority(counts[YES], base, found) else _("it is not reached")},
        ]
        if found["parameters"]["quorum"] != "0":
            steps.append(_("The quorum is reached.") if found["quorum_met"] else _("The quorum is not reached: the result does not count."))
        return {
            "headline": _("Approved") if found["adopted"] else _("Not approved"),
            "is_good": found["adopted"],
            "bar": [{"label": str(WORDS[name]), "value": counts[name], "tone": TONES[name]} for name in WORDS],
            "bar_said": _("Yes: %(yes)d. No: %(no)d. Blank: %(blank)d.") % counts,
            "rows": [
                {
                    "label": str(WORDS[name]),
                    "count": counts[name],
                    "percent": share(counts[name], found["ballots"]),
                    "parts": [part["counts"][name] for part in parts.values()],
                }
                for name in WORDS
            ],
            "steps": steps,
        }

    def table(self, asked: Asked, found: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
        rows = [[str(WORDS[line["candidate"]]), line["count"], share(line["count"], found["ballots"])] for line in found["trace"]]
        return [pgettext("votes", "Answer"), pgettext("votes", "Ballots"), _("Per cent")], rows

    def paper(self, asked: Asked) -> dict[str, forms.Field]:
        return {
            name: forms.IntegerField(label=pgettext("votes", "Sheets: %(answer)s") % {"answer": label}, min_value=0, max_value=1_000_000)
            for name, label in WORDS.items()
        }

    def from_paper(self, asked: Asked, data: Mapping[str, Any], ballots: int) -> Totals:
        counts = {name: data[name] for name in WORDS}
        if sum(counts.values()) != ballots:
            raise forms.ValidationError(_("Yes, no and blank together must be the number of sheets."))
        return {"counts": counts}


def _has_majority(yes: int, base: int, found: Mapping[str, Any]) -> bool:
    up, down = (int(part) for part in found["parameters"]["majority"].split("/"))
    return base > 0 and (yes * down > up * base if 2 * up <= down else yes * down >= up * base)

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from beffroi.participation.votes.methods.base import Asked, Method, Totals, share
from beffroi.participation.votes.methods.widgets import OptionBoxes, OptionRadios

NONE = "-"


class Counted(Method):
    """Whoever is chosen most wins."""

    family, template = "choices", "counts"

    def settings(self) -> dict[str, forms.Field]:
        return {"seats": forms.IntegerField(label=gettext_lazy("How many answers win"), min_value=1, max_value=50, initial=1)}

    def parameters(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"seats": data.get("seats") or 1}

    def most(self, asked: Asked) -> int | None:
        return None

    def fields(self, asked: Asked) -> dict[str, forms.Field]:
        most = self.most(asked)
        choices = [(option.key, option.title) for option in asked.options]
        if most == 1:
            choices.append((NONE, pgettext("votes", "Blank: none of them")))
            return {"choice": forms.ChoiceField(label=asked.title, choices=choices, widget=OptionRadios(asked), help_text=asked.text)}
        limit = (
            ngettext("Choose %(n)d answer at most.", "Choose up to %(n)d answers.", most) % {"n": most}
            if most
            else _("Tick every answer that suits you, as many as you like.")
        )
        help_text = " ".join(filter(None, [asked.text, limit, _("Nothing ticked: a blank ballot.")]))
        return {
            "choice": forms.MultipleChoiceField(
                label=asked.title, choices=choices, widget=OptionBoxes(asked), help_text=help_text, required=False
            )
        }

    def read(self, asked: Asked, data: Mapping[str, Any]) -> list[str]:
        chosen = data.get("choice") or []
        chosen = {chosen} if isinstance(chosen, str) else set(chosen)
        most = self.most(asked)
        if most and len(chosen - {NONE}) > most:
            raise forms.ValidationError(
                ngettext("Choose %(n)d answer at most.", "Choose up to %(n)d answers.", most) % {"n": most}
                + " "
                + ngettext("You ticked %(n)d.", "You ticked %(n)d.", len(chosen)) % {"n": len(chosen)}
            )
        return [key for key in asked.keys if key in chosen]

    def initial(self, asked: Asked, answer: Any) -> dict[str, Any]:
        return {"choice": (answer[0] if answer else NONE) if self.most(asked) == 1 else answer}

    def said(self, asked: Asked, answer: Any) -> list[str]:
        return asked.names(answer) or [pgettext("votes", "Blank")]

    def nothing(self, asked: Asked) -> Totals:
        return {"counts": dict.fromkeys(asked.keys, 0), "cast": 0, "blank": 0}

    def one(self, asked: Asked, answer: Any) -> Totals:
        return {"counts": {key: int(key in answer) for key in asked.keys}, "cast": 1, "blank": int(not answer)}

    def sealed(self, asked: Asked) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        most = self.most(asked) or len(asked.options)
        answers = [option.title for option in asked.options]
        return [({"text": asked.title, "answers": answers, "blank": True, "least": 1, "most": most}, {"kind": "choose"})]

    def opened(self, asked: Asked, parts: list[dict[str, Any]], counted: int) -> Totals:
        blank, *counts = parts[0]["counts"]
        return {"counts": dict(zip(asked.keys, counts, strict=True)), "cast": counted, "blank": blank}

    def asks(self, asked: Asked, *, registered: int | None, quorum: str) -> dict[str, Any]:
        return {"seats": min(int(asked.parameters.get("seats", 1)), len(asked.options))}

    def told(self, asked: Asked, found: Mapping[str, Any], parts: Mapping[str, Totals]) -> dict[str, Any]:
        cast, most = found["ballots"], max((line["count"] for line in found["trace"]), default=0)
        winners = found["winners"]
        rows = [
            {
                "label": asked.name(line["candidate"]),
                "count": line["count"],
                "percent": share(line["count"], cast),
                "width": share(line["count"], most),
                "wins": line["candidate"] in winners,
                "parts": [part["counts"][line["candidate"]] for part in parts.values()],
            }
            for line in found["trace"]
        ]
        steps = [
            _("%(n)d ballots were counted, of which %(blank)d blank.") % {"n": cast, "blank": found["blank"]},
            _("For each answer we count the ballots that chose it."),
            ngettext("The answer chosen most comes first.", "The %(n)d answers chosen most come first.", len(winners) or 1)
            % {"n": len(winners)},
        ]
        if found["tied"]:
            names = ", ".join(asked.names(found["tied"]))
            steps.append(_("%(names)s have as many: the order drawn before the vote opened tells them apart.") % {"names": names})
        return {"headline": ", ".join(asked.names(winners)), "is_good": True, "rows": rows, "steps": steps}

    def table(self, asked: Asked, found: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
        rows = [[asked.name(line["candidate"]), line["count"], share(line["count"], found["ballots"])] for line in found["trace"]]
        rows.append([pgettext("votes", "Blank"), found["blank"], share(found["blank"], found["ballots"])])
        return [pgettext("votes", "Answer"), pgettext("votes", "Ballots"), _("Per cent")], rows

    def paper(self, asked: Asked) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {
            option.key: forms.IntegerField(
                label=pgettext("votes", "Sheets: %(answer)s") % {"answer": option.title}, min_value=0, max_value=1_000_000
            )
            for option in asked.options
        }
        fields["blank"] = forms.IntegerField(label=_("Blank sheets"), min_value=0, max_value=1_000_000)
        return fields

    def from_paper(self, asked: Asked, data: Mapping[str, Any], ballots: int) -> Totals:
        counts, blank = {key: data[key] for key in asked.keys}, data["blank"]
        if blank > ballots:
            raise forms.ValidationError(_("There cannot be more blank sheets than sheets."))
        said, most = ballots - blank, self.most(asked)
        if max(counts.values()) > said or sum(counts.values()) > said * (most or len(counts)) or sum(counts.values()) < said:
            raise forms.ValidationError(_("These numbers do not fit the number of sheets."))
        return {"counts": counts, "cast": ballots, "blank": blank}


class Approval(Counted):
    kind = "approval"
    label = gettext_lazy("Approval")
    lead = gettext_lazy("Everybody ticks all the answers that suit; the one ticked most wins.")


class Choose(Counted):
    kind = "choose"
    label = gettext_lazy("One or several choices")
    lead = gettext_lazy("Everybody chooses one answer, or a few; the one chosen most wins.")

    def settings(self) -> dict[str, forms.Field]:
        most = forms.IntegerField(label=pgettext_lazy("votes", "How many answers one may choose"), min_value=1, max_value=50, initial=1)
        return {"most": most, **super().settings()}

    def parameters(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"most": data.get("most") or 1, **super().parameters(data)}

    def most(self, asked: Asked) -> int:
        return min(int(asked.parameters.get("most", 1)), max(len(asked.options), 1))

    def asks(self, asked: Asked, *, registered: int | None, quorum: str) -> dict[str, Any]:
        return {"most": self.most(asked), **super().asks(asked, registered=registered, quorum=quorum)}

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from beffroi.participation.votes.methods.base import Asked, Method, Totals, ballots_of, share, written
from beffroi.participation.votes.methods.widgets import place_words
from beffroi.ui.forms import Textarea

LINE = re.compile(r"^\s*(\d{1,6})\s*(?:[:x×]\s*(.*))?$", re.IGNORECASE)


class Ranked(Method):
    """Answers in order, the best first; those left out come last. A ballot: [["b"], ["a", "c"]]."""

    family = "rank"
    needs_ballots = True
    has_equals = True

    def fields(self, asked: Asked) -> dict[str, forms.Field]:
        places = [("", pgettext("votes", "not ranked")), *((str(n), place_words(n)) for n in range(1, len(asked.options) + 1))]
        return {
            option.key: forms.ChoiceField(label=option.title, help_text=option.text, choices=places, required=False)
            for option in asked.options
        }

    def read(self, asked: Asked, data: Mapping[str, Any]) -> list[list[str]]:
        tiers: dict[int, list[str]] = {}
        for key in asked.keys:
            if data.get(key):
                tiers.setdefault(int(data[key]), []).append(key)
        if not self.has_equals and (twice := [place for place, keys in tiers.items() if len(keys) > 1]):
            names = ", ".join(asked.names(tiers[min(twice)]))
            raise forms.ValidationError(_("Give each place to one answer only: %(names)s have the same.") % {"names": names})
        return [tiers[place] for place in sorted(tiers)]

    def initial(self, asked: Asked, answer: Any) -> dict[str, Any]:
        return {key: str(place) for place, tier in enumerate(answer, 1) for key in tier}

    def said(self, asked: Asked, answer: Any) -> list[str]:
        if not answer:
            return [pgettext("votes", "Blank")]
        return [f"{place}. {', '.join(asked.names(tier))}" for place, tier in enumerate(answer, 1)]

    def nothing(self, asked: Asked) -> Totals:
        return {"ballots": {}}

    def one(self, asked: Asked, answer: Any) -> Totals:
        return {"ballots": {written(answer): 1}}

    def sealed(self, asked: Asked) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        answers = [option.title for option in asked.options]
        return [({"text": asked.title, "answers": answers, "is_listed": True}, {"kind": "rank", "ties": self.has_equals})]

    def opened(self, asked: Asked, parts: list[dict[str, Any]], counted: int) -> Totals:
        """Each number is a place, 0: not ranked. A ballot that the rule does not allow counts as blank."""
        found: dict[str, int] = {}
        for places in parts[0]["ballots"]:
            try:
                answer = self.read(asked, {key: n for key, n in zip(asked.keys, places, strict=True) if 0 < n <= len(asked.options)})
            except forms.ValidationError:
                answer = []
            found[written(answer)] = found.get(written(answer), 0) + 1
        return {"ballots": found}

    def cast(self, totals: Totals) -> int:
        return sum(totals["ballots"].values())

    def source(self, asked: Asked, totals: Totals) -> dict[str, Any]:
        return {"candidates": asked.keys, "lot": list(asked.lot or asked.keys), "ballots": ballots_of(totals)}

    def paper(self, asked: Asked) -> dict[str, forms.Field]:
        letters = ", ".join(f"{letter_of(place)} = {option.title}" for place, option in enumerate(asked.options))
        help_text = _("One line for each order that was found: how many sheets, then the order. “12: B > A > C”; “3:” for blank sheets.")
        return {
            "orders": forms.CharField(
                label=_("Orders counted"), help_text=f"{help_text} {letters}", widget=Textarea(rows=6), max_length=20_000
            )
        }

    def from_paper(self, asked: Asked, data: Mapping[str, Any], ballots: int) -> Totals:
        letters = {letter_of(place): option.key for place, option in enumerate(asked.options)}
        found: dict[str, int] = {}
        for number, line in enumerate(filter(str.strip, data["orders"].splitlines()), 1):
            match = LINE.match(line)
            if match is None:
                raise forms.ValidationError(_("Line %(n)d: write “12: B > A”.") % {"n": number})
            tiers = [
                [letters.get(one.strip().upper(), "") for one in tier.split("=")] for tier in (match[2] or "").split(">") if tier.strip()
            ]
            flat = [key for tier in tiers for key in tier]
            if "" in flat or len(set(flat)) != len(flat) or (not self.has_equals and any(len(tier) > 1 for tier in tiers)):
                raise forms.ValidationError(_("Line %(n)d: each letter once, from the list below.") % {"n": number})
            text = written([sorted(tier, key=asked.keys.index) for tier in tiers])
            found[text] = found.get(text, 0) + int(match[1])
        if sum(found.values()) != ballots:
            raise forms.ValidationError(_("The lines together must be the number of sheets."))
        return {"ballots": found}


def letter_of(place: int) -> str:
    """A, B… Z, AA…"""
    return (letter_of(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


class Schulze(Ranked):
    kind, template = "schulze", "schulze"
    label = gettext_lazy("Ranking, duels (Schulze)")
    lead = gettext_lazy("Everybody ranks the answers; the one that wins its duels against all others comes first.")

    def table(self, asked: Asked, found: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
        """The order, then each duel: on how many ballots a row stands before a column."""
        keys, number = [line["candidate"] for line in found["trace"]], {key: n for n, key in enumerate(found["candidates"])}
        columns = [pgettext("votes", "Place"), pgettext("votes", "Answer"), *asked.names(keys)]
        rows = [
            [line["place"], asked.name(a), *("" if a == b else found["duels"][number[a]][number[b]] for b in keys)]
            for a, line in zip(keys, found["trace"], strict=True)
        ]
        return columns, rows

    def told(self, asked: Asked, found: Mapping[str, Any], parts: Mapping[str, Totals]) -> dict[str, Any]:
        keys, duels = found["candidates"], found["duels"]
        order = [line["candidate"] for line in found["trace"]]
        number = {key: place for place, key in enumerate(keys)}
        table = [
            {
                "label": asked.name(a),
                "place": line["place"],
                "wins": a in found["winners"],
                "cells": [
                    {"is_self": a == b, "n": duels[number[a]][number[b]], "won": duels[number[a]][number[b]] > duels[number[b]][number[a]]}
                    for b in order
                ],
            }
            for a, line in zip(order, found["trace"], strict=True)
        ]
        first = order[0]
        drawn = [
            {
                "left": asked.name(first),
                "right": asked.name(b),
                "for": duels[number[first]][number[b]],
                "against": duels[number[b]][number[first]],
                "width": share(duels[number[first]][number[b]], duels[number[first]][number[b]] + duels[number[b]][number[first]]),
            }
            for b in order[1:]
        ]
        beats_all = all(duel["for"] > duel["against"] for duel in drawn)
        steps = [
            _("Every two answers meet in a duel: on how many ballots does one stand before the other?"),
            _("%(name)s wins its duel against every other answer.") % {"name": asked.name(first)}
            if beats_all
            else _(
                "No answer wins all its duels. Then the strongest chain of duels decides (Schulze’s method): a chain is as strong as its "
                "weakest duel, and an answer comes before another if its best chain to it is the stronger one."
            ),
            _("Answers that a ballot does not rank come after those that it ranks."),
        ]
        if found["tied"]:
            names = ", ".join(asked.names(found["tied"]))
            steps.append(_("%(names)s are equal: the order drawn before the vote opened tells them apart.") % {"names": names})
        return {
            "headline": ", ".join(asked.names(found["winners"])),
            "is_good": True,
            "table": table,
            "drawn": drawn,
            "heads": asked.names(order),
            "steps": steps,
        }


class InstantRunoff(Ranked):
    kind, template = "irv", "irv"
    label = gettext_lazy("Ranking, rounds (alternative vote)")
    lead = gettext_lazy("Everybody ranks the answers; the last one leaves, round by round, and its ballots go on to the next choice.")
    has_equals = False

    def table(self, asked: Asked, found: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
        columns = [pgettext("votes", "Round"), pgettext("votes", "Answer"), pgettext("votes", "Ballots")]
        return columns, [[line["round"], asked.name(key), n] for line in found["trace"] for key, n in line["counts"].items()]

    def told(self, asked: Asked, found: Mapping[str, Any], parts: Mapping[str, Totals]) -> dict[str, Any]:
        rounds = []
        for line in found["trace"]:
            rows = sorted(line["counts"].items(), key=lambda pair: (-pair[1], found["lot"].index(pair[0])))
            said = ""
            if "elected" in line:
                said = _("%(name)s has more than half of the %(n)d ballots that still count.") % {
                    "name": asked.name(line["elected"]), "n": line["live"],
                }  # fmt: skip
            elif "leaves" in line:
                said = _("%(name)s is last and leaves; these ballots go to the next choice on them.") % {"name": asked.name(line["leaves"])}
                if line["by_lot"]:
                    said += " " + _("Several were last: the order drawn before the vote opened decided.")
            rounds.append(
                {
                    "number": line["round"],
                    "said": said,
                    "rows": [
                        {
                            "label": asked.name(key),
                            "count": n,
                            "percent": share(n, line["live"]),
                            "leaves": key == line.get("leaves"),
                            "wins": key == line.get("elected"),
                        }
                        for key, n in rows
                    ],
                }
            )
        n = len(rounds)
        steps = [
            _("Each ballot counts for the answer that stands first on it."),
            _("As long as no answer has more than half, the last one leaves and its ballots go to the next choice on them."),
            ngettext("It took %(n)d round.", "It took %(n)d rounds.", n) % {"n": n},
        ]
        return {"headline": ", ".join(asked.names(found["winners"])), "is_good": True, "rounds": rounds, "steps": steps}

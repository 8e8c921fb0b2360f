"""One small example for each rule, counted by the engine as real votes are: where shall the new trees go?"""

import json
from typing import Any

from django.utils.translation import gettext as _

from beffroi.participation.votes import counting
from beffroi.participation.votes.methods.base import Asked, Choice, Method

A, B, C, D = "a", "b", "c", "d"


def asked(method: Method) -> Asked:
    options = (Choice(A, _("The school")), Choice(B, _("The square")), Choice(C, _("The river bank")))
    parameters: dict[str, dict[str, Any]] = {"choose": {"most": 1}, "score": {"top": 5}, "quadratic": {"credits": 16}}
    return Asked(
        key="q", title=_("Where shall we plant trees first?"), rule=method.kind, parameters=parameters.get(method.kind, {}),
        options=options if method.has_options else (), lot=(A, B, C) if method.has_options else (),
    )  # fmt: skip


def ballots(method: Method, said: Asked) -> list[tuple[Any, int]]:
    """Twenty people and a little more, who do not all think the same."""
    if method.kind == "yes-no":
        return [("yes", 11), ("no", 7), ("blank", 3)]
    if method.kind == "choose":
        return [([A], 9), ([B], 7), ([C], 4), ([], 1)]
    if method.kind == "approval":
        return [([A], 6), ([A, C], 3), ([B, C], 7), ([C], 4), ([], 1)]
    if method.family == "grades":
        good, fine, low, worst = (method.grades(said)[place] for place in ((0, 2, 4, 6) if method.kind != "score" else (0, 1, 3, 5)))  # type: ignore[attr-defined]
        return [({A: good, B: worst, C: fine}, 9), ({A: worst, B: good, C: fine}, 7), ({A: low, B: low, C: good}, 5)]
    if method.family == "rank":
        return [([[A], [C], [B]], 9), ([[B], [C], [A]], 7), ([[C], [B], [A]], 5)]
    return [({A: 4}, 6), ({B: 2, C: 3}, 7), ({A: -1, C: 3, B: 1}, 4)]


def example(method: Method) -> dict[str, Any]:
    """The ballots in words, and the result as the page of a result draws it."""
    said = asked(method)
    heap = ballots(method, said)
    totals = counting.sum_up(said, heap)
    _source, found = method.count(said, totals)
    return {
        "asked": said,
        "ballots": [{"n": n, "said": method.said(said, answer)} for answer, n in heap],
        "told": method.told(said, json.loads(found), {}),
        "template": f"votes/results/_{method.template}.html",
        "parts": [],
    }

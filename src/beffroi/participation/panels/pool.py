"""The two files that the engine reads: who may be drawn (pseudonyms), and what the panel must look like."""

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING, Any

from beffroi.engines.lottery import pool as engine
from beffroi.kernel.later import Later
from beffroi.participation.panels.models import Candidate, Feature, Panel, Value

if TYPE_CHECKING:
    from beffroi.engines.lottery.solving import advice
else:
    advice = Later("beffroi.engines.lottery.solving", "advice")

HOME = "home"


def features_of(panel: Panel) -> list[Feature]:
    """With their values, in two queries."""
    return list(panel.features.prefetch_related("values"))


def _written(rows: list[list[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def quotas_csv(panel: Panel, features: list[Feature]) -> str:
    rows: list[list[Any]] = [["feature", "value", "min", "max"]]
    for feature in features:
        rows += [[feature.key, value.key, value.least, value.most] for value in feature.values.all()]
        rows.append([feature.key, Feature.UNSAID, 0, panel.size])  # who prefers not to say is drawn like anybody
    return _written(rows)


def people_csv(panel: Panel, features: list[Feature]) -> str:
    """Pseudonyms in the order of their letters, so that nothing says who signed up when; answers; perhaps homes, as numbers."""
    known = {feature.key: {value.key for value in feature.values.all()} for feature in features}
    homes: dict[str, str] = {}
    rows: list[list[Any]] = [["id", *known, *([HOME] if panel.one_a_home else [])]]
    for row in Candidate.objects.filter(panel=panel).select_related("invitation").order_by("pseudonym"):
        given = [row.answers.get(key, "") for key in known]
        line = [row.pseudonym, *(one if one in known[key] else Feature.UNSAID for key, one in zip(known, given, strict=True))]
        if panel.one_a_home:
            where = "".join(sign for sign in _address(row).casefold() if sign.isalnum())
            line.append(homes.setdefault(where, f"h{len(homes) + 1}") if where else "")
        rows.append(line)
    return _written(rows)


def _address(candidate: Candidate) -> str:
    if candidate.contact.get("address"):
        return str(candidate.contact["address"])
    return str(candidate.invitation.letter.get("address", "")) if candidate.invitation else ""


def counted(panel: Panel) -> dict[tuple[str, str], int]:
    """How many gave each answer, from the answers themselves."""
    found: Counter[tuple[str, str]] = Counter()
    for row in Candidate.objects.filter(panel=panel).only("answers").iterator(chunk_size=500):
        found.update(row.answers.items())
    return found


def changes(panel: Panel, features: list[Feature]) -> list[dict[str, Any]]:
    """What would have to change for a panel to exist with those who signed up; [] if nothing has to."""
    read = engine.read(people_csv(panel, features), quotas_csv(panel, features))
    return advice(read, panel.size) if read.people else []


def arithmetic(panel: Panel, features: list[Feature]) -> list[tuple[str, Feature, int]]:
    """What no pool could ever meet: ("most", feature, sum) if the places offered are too few, ("least", …) if too many are kept."""
    found = []
    for feature in features:
        values: list[Value] = list(feature.values.all())
        least, most = sum(value.least for value in values), sum(value.most for value in values)
        if least > panel.size:
            found.append(("least", feature, least))
        elif most < panel.size:
            found.append(("most", feature, most))
    return found

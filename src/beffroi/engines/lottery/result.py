"""The draw as a file that anyone can check: who could be drawn, with what chance, in which published panels."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import highspy

from beffroi.engines.lottery.drawing import PANELS, fingerprint, numbered, report, stratified_panels
from beffroi.engines.lottery.fair import LEXIMIN, MAXIMIN, fair
from beffroi.engines.lottery.pool import Pool, read

VERSION = 1
STRATIFIED = "stratified"
METHODS = (MAXIMIN, LEXIMIN, STRATIFIED)


def panels_of(
    people: bytes, quotas: bytes, *, size: int, method: str = MAXIMIN, seed: int = 0, count: int = PANELS, household: str = "",
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The result from the two files. ValueError with a sentence; NoPanel (a ValueError) with advice if quotas cannot be met."""
    pool = read(_text(people), _text(quotas), household=household, seed=seed)
    if not 1 <= size <= len(pool.people):
        raise ValueError(f"a panel of {size} cannot be drawn from {len(pool.people)} people")
    base = {
        "engine": "beffroi.engines.lottery",
        "version": VERSION,
        "solver": f"HiGHS {highspy.Highs().version()}",
        "input": {"people_sha256": hashlib.sha256(people).hexdigest(), "quotas_sha256": hashlib.sha256(quotas).hexdigest()},
        "parameters": {"size": size, "method": method, "seed": seed, "count": count, "household": household},
        "pool": len(pool.people),
        "left_out": list(pool.left_out),
    }
    if method == STRATIFIED:
        drawn, tries = stratified_panels(pool, size, count=count, seed=seed)
        shares = {id: {"published": chance} for id, chance in chances_in(pool, drawn).items()}
        return base | {"tries": tries, "chances": shares, "panels": drawn, "fingerprint": fingerprint(drawn)}
    found = fair(pool, size, method=method, progress=progress)
    panels = numbered(pool, found, count=count, seed=seed)
    chances = chances_in(pool, panels)
    exact = {kind: float(chance) for kind, chance in zip(found.kinds, found.of_kinds, strict=True)}
    reachable = [id for id, kind in ((one.id, one.values) for one in pool.people) if found.kinds.index(kind) not in found.never]
    return base | {
        "least_chance": round(found.least, 6),
        "least_published": min((chances[id] for id in reachable), default=0.0),
        "never": [one.id for one in pool.people if found.kinds.index(one.values) in found.never],
        "chances": {one.id: {"fair": round(exact[one.values], 6), "published": chances[one.id]} for one in pool.people},
        "panels": panels,
        "fingerprint": fingerprint(panels),
    }


def chances_in(pool: Pool, panels: list[list[str]]) -> dict[str, float]:
    """In which share of the panels each person stands."""
    counts = Counter(id for panel in panels for id in panel)
    return {one.id: round(counts[one.id] / len(panels), 6) for one in pool.people}


def wrong_inside(result: dict[str, Any]) -> list[str]:
    """What anyone can check with the published file alone: the fingerprint, the panels and the chances; [] if all holds."""
    if not isinstance(result, dict) or result.get("engine") != "beffroi.engines.lottery":
        return ["this is no result of this engine"]
    panels, asked, chances = result["panels"], result["parameters"], result["chances"]
    wrong = [] if fingerprint(panels) == result["fingerprint"] else ["the fingerprint is not that of the panels"]
    if len(panels) != asked["count"]:
        wrong.append(f"there are {len(panels)} panels and not {asked['count']}")
    for number, panel in enumerate(panels):
        if len(set(panel)) != asked["size"] or any(id not in chances for id in panel):
            wrong.append(f"panel {number:03}: its people are not as many different ones of the pool as asked")
    counts = Counter(id for panel in panels for id in panel)
    if len(chances) != result["pool"] or any(line["published"] != round(counts[id] / len(panels), 6) for id, line in chances.items()):
        wrong.append("the published chances are not those of the panels")
    return wrong


def wrong_with(result: dict[str, Any], people: bytes, quotas: bytes) -> list[str]:
    """What does not hold of a result, in sentences; [] if all holds.

    Whatever way led to it: the inputs, every panel against its quotas, the published chances, and that no lottery is fairer.
    """
    if not isinstance(result, dict) or result.get("engine") != "beffroi.engines.lottery":
        return ["this is no result of this engine"]
    given = {"people_sha256": hashlib.sha256(people).hexdigest(), "quotas_sha256": hashlib.sha256(quotas).hexdigest()}
    if result.get("input") != given:
        return ["the files are not those that were drawn from"]
    asked = result["parameters"]
    pool = read(_text(people), _text(quotas), household=asked["household"], seed=asked["seed"])
    panels = result["panels"]
    wrong = [] if fingerprint(panels) == result["fingerprint"] else ["the fingerprint is not that of the panels"]
    for number, panel in enumerate(panels):
        wrong += [f"panel {number:03}: {sentence}" for sentence in _wrong_panel(pool, panel, asked["size"])]
    published = chances_in(pool, panels)
    if any(result["chances"].get(id, {}).get("published") != chance for id, chance in published.items()):
        wrong.append("the published chances are not those of the panels")
    if asked["method"] != STRATIFIED and not wrong:
        best = fair(pool, asked["size"], method=MAXIMIN).least
        if abs(best - result["least_chance"]) > 1e-5:
            wrong.append(f"the least chance could be {best:.6f}")
    return wrong


def _wrong_panel(pool: Pool, panel: list[str], size: int) -> list[str]:
    by_id = {one.id: one for one in pool.people}
    if len(set(panel)) != size or any(id not in by_id for id in panel):
        return ["its people are not as many different ones of the pool as asked"]
    return [
        f"{line['feature']} {line['value']} is {line['panel']}"
        for line in report(pool, panel)
        if not line["least"] <= line["panel"] <= line["most"]
    ]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("the file is not in UTF-8") from None


def dumps(result: dict[str, Any]) -> str:
    """The file of a result: the same bytes for the same input, seed and solver."""
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"

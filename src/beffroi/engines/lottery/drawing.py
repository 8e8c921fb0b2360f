"""From chances to a draw that people can watch: 1,000 numbered panels are published, three ten-sided dice choose one."""

import hashlib
import json
from collections.abc import Sequence
from random import Random
from typing import Any

import numpy as np

from beffroi.engines.lottery.fair import Fair, NoPanel
from beffroi.engines.lottery.pool import Person, Pool
from beffroi.engines.lottery.solving import advice

PANELS = 1000
MOST_TRIES = 200


def numbered(pool: Pool, found: Fair, *, count: int = PANELS, seed: int = 0) -> list[list[str]]:
    """`count` panels, equally likely, in which each person stands as often as the fair lottery says, to one panel or so.

    People of one kind take turns, so that none of them stands in two panels more than another.
    """
    times = _whole(found, count)
    chance = Random(f"panels {seed}")  # noqa: S311  public on purpose: anyone can draw again
    order = [number for number, n in enumerate(times) for _one in range(n)]
    chance.shuffle(order)
    members = pool.members()
    lines = [sorted(members[kind]) for kind in found.kinds]
    for people in lines:
        chance.shuffle(people)
    starts = [0] * len(lines)
    panels = []
    for number in order:
        panel: list[str] = []
        for kind, n in enumerate(found.panels[number].astype(int).tolist()):
            people, start = lines[kind], starts[kind]
            panel += [people[(start + step) % len(people)] for step in range(n)]
            starts[kind] = (start + n) % len(people)
        panels.append(sorted(panel))
    return panels


def _whole(found: Fair, count: int) -> list[int]:
    """How often each panel is published: its chance in whole times, the rest to those who help the kinds that lack most."""
    exact = found.chances * count
    times = np.floor(exact + 1e-9).astype(int)
    columns = np.array(found.panels)
    heads = columns.max(axis=0).clip(min=1)
    wanted = exact @ columns
    waiting = [int(number) for number in np.flatnonzero(exact - times > 1e-9)]
    while times.sum() < count:
        lack = np.maximum(wanted - times @ columns, 0) / heads
        choices = waiting or list(range(len(times)))
        best = max(choices, key=lambda number: (float(lack @ columns[number]), exact[number] - times[number], -number))
        times[best] += 1
        if best in waiting:
            waiting.remove(best)
    return times.tolist()


def fingerprint(panels: Sequence[Sequence[str]]) -> str:
    """SHA-256 of the list of panels: published before the dice are thrown."""
    return hashlib.sha256(json.dumps(list(map(list, panels)), separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def thrown(panels: Sequence[Sequence[str]], dice: Sequence[int]) -> list[str]:
    """The panel that the dice chose: the digits of its number, the first die first. ValueError if they are no number of one."""
    digits = len(str(len(panels) - 1))
    if len(dice) != digits or any(not 0 <= die <= 9 for die in dice):
        raise ValueError(f"{digits} dice from 0 to 9 are needed")
    number = int("".join(map(str, dice)))
    if number >= len(panels):
        raise ValueError(f"there is no panel {number}: throw again")
    return list(panels[number])


def stratified(pool: Pool, size: int, *, seed: int = 0) -> tuple[list[str], int]:
    """The simple draw: again and again one person by lot of the group that is hardest to fill. Gives the panel and the tries.

    Started over when a quota cannot be met any more; NoPanel after many tries.
    """
    return Simple(pool, size).draw(f"stratified {seed}")


def stratified_panels(pool: Pool, size: int, *, count: int = PANELS, seed: int = 0) -> tuple[list[list[str]], int]:
    """`count` panels, each by a simple draw of its own, so that dice can choose one of them; and the tries of all."""
    simple = Simple(pool, size)
    found = [simple.draw(f"stratified {seed} panel {number}") for number in range(count)]
    return [panel for panel, _tries in found], sum(tries for _panel, tries in found)


class Simple:
    """The simple draw over kinds of people (those with the same values are interchangeable), so that a thousand take seconds."""

    def __init__(self, pool: Pool, size: int) -> None:
        self.pool, self.size = pool, size
        members = pool.members()
        self.members = [sorted(members[kind]) for kind in pool.kinds]
        self.quotas_of = [[n for n, quota in enumerate(pool.quotas) if pool.holds(quota, kind)] for kind in pool.kinds]
        self.kinds_of = [[n for n, kind in enumerate(pool.kinds) if pool.holds(quota, kind)] for quota in pool.quotas]

    def draw(self, name: str) -> tuple[list[str], int]:
        for attempt in range(MOST_TRIES):
            panel = self._one_try(Random(f"{name} {attempt}"))  # noqa: S311  public on purpose
            if panel is not None:
                return sorted(panel), attempt + 1
        raise NoPanel(advice(self.pool, self.size))

    def _one_try(self, chance: Random) -> list[str] | None:
        quotas = self.pool.quotas
        left = [len(people) for people in self.members]  # nobody of a kind is left once one of its quotas is full
        counts, there = [0] * len(left), [sum(left[kind] for kind in kinds) for kinds in self.kinds_of]
        taken = [0] * len(quotas)
        for number, quota in enumerate(quotas):
            if not quota.most:
                self._close(number, left, there)
        for _place in range(self.size):
            urgent, most = None, 0.0
            for number, quota in enumerate(quotas):
                need = quota.least - taken[number]
                if need > there[number]:
                    return None
                if need > 0 and need / there[number] > most:
                    urgent, most = number, need / there[number]
            choices = self.kinds_of[urgent] if urgent is not None else range(len(left))
            total = sum(left[kind] for kind in choices)
            if not total:
                return None
            lot = chance.randrange(total)
            for kind in choices:
                if lot < left[kind]:
                    break
                lot -= left[kind]
            counts[kind] += 1
            left[kind] -= 1
            for number in self.quotas_of[kind]:
                taken[number] += 1
                there[number] -= 1
            for number in self.quotas_of[kind]:
                if taken[number] == quotas[number].most:
                    self._close(number, left, there)
        if any(taken[number] < quota.least for number, quota in enumerate(quotas)):
            return None
        return [id for kind, n in enumerate(counts) for id in chance.sample(self.members[kind], n)]

    def _close(self, full: int, left: list[int], there: list[int]) -> None:
        """Nobody of the kinds of a full quota can be drawn any more."""
        for kind in self.kinds_of[full]:
            for number in self.quotas_of[kind]:
                there[number] -= left[kind]
            left[kind] = 0


def replacement(pool: Pool, panel: Sequence[str], gone: str, *, unavailable: Sequence[str] = (), seed: int = 0) -> dict[str, Any]:
    """Who takes the place of somebody who left: by lot among those of the same kind, else among those who keep the quotas.

    {"id", "same_kind", "among"}; ValueError if nobody can.
    """
    by_id = {one.id: one for one in pool.people}
    if gone not in panel or any(one not in by_id for one in panel):
        raise ValueError(f"{gone} is not in the panel, or somebody of the panel is not in the pool")
    rest = [by_id[one] for one in panel if one != gone]
    free = [one for one in sorted(pool.people, key=lambda one: one.id) if one.id not in panel and one.id not in unavailable]
    same = [one for one in free if one.values == by_id[gone].values]
    fitting = same or [one for one in free if _keeps(pool, [*rest, one])]
    if not fitting:
        raise ValueError("nobody in the pool keeps the quotas")
    chance = Random(f"replacement {seed} {gone} {len(unavailable)}")  # noqa: S311  public on purpose
    return {"id": chance.choice(fitting).id, "same_kind": bool(same), "among": len(fitting)}


def _keeps(pool: Pool, people: Sequence[Person]) -> bool:
    return all(quota.least <= sum(pool.holds(quota, one.values) for one in people) <= quota.most for quota in pool.quotas)


def report(pool: Pool, panel: Sequence[str]) -> list[dict[str, Any]]:
    """What may be shown of a panel: for each value its quota, its share of the pool and of the panel. No names."""
    chosen = set(panel)
    lines = []
    for quota in pool.quotas:
        here = [one for one in pool.people if pool.holds(quota, one.values)]
        drawn = sum(one.id in chosen for one in here)
        lines.append(
            {
                "feature": quota.feature,
                "value": quota.value,
                "least": quota.least,
                "most": quota.most,
                "pool": len(here),
                "panel": drawn,
                "pool_share": round(len(here) / max(len(pool.people), 1), 4),
                "panel_share": round(drawn / max(len(panel), 1), 4),
            }
        )
    return lines

"""Method of Equal Shares: every voter gets the same share of the budget, and pays only for what she chose.

Source: Peters and Skowron 2020; the specification of equalshares.net (2023) with its completions; measured against the
official outcomes of Świecie 2023 and Assen 2024. Money in micro-units; a payment is rounded up, and the surplus goes back
to the first supporters in the order of the ballots. What rounding took from a supporter (less than a micro-unit for her share
and for each round) never keeps a project from being bought.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from beffroi.engines.tally.greedy import Outcome, greedy
from beffroi.engines.tally.instance import Instance
from beffroi.engines.tally.money import MICRO, units

COST, CARDINALITY = "cost", "cardinality"  # what a funded project is worth to a voter: its cost, or one
NONE, ADD1, ADD1U = "none", "add1", "add1u"
COMPLETIONS = (NONE, ADD1, ADD1U)
ANY_PROJECT, MORE_PROJECTS = "any", "more"  # how voters compare two outcomes


@dataclass(frozen=True)
class Round:
    """One project bought: by whom (numbers of voters), and what the fullest share was."""

    position: int
    price: Fraction  # micro-units per unit of weight
    paid: int  # the most that one supporter paid, micro-units
    payers: int


@dataclass(frozen=True)
class Run:
    """One endowment (micro-units per voter) carried to its end; `purses`: what each voter has left."""

    endowment: int
    rounds: list[Round]
    purses: Any

    @property
    def winners(self) -> list[int]:
        return [one.position for one in self.rounds]


class Prices:
    """The equal price of a project given what its supporters have left; exact."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.supporters = [instance.supporters(position) for position in range(len(instance.projects))]
        self.weights = [instance.weights(position) for position in range(len(instance.projects))]
        self.is_plain = instance.has_equal_weights

    def of(self, position: int, purses: Any, rounds: int) -> Fraction | None:
        """The least price per unit of weight at which the supporters can pay after so many rounds; None: never again."""
        have, need = purses[self.supporters[position]], self.instance.costs[position]
        total = int(have.sum())
        if total + len(have) * (rounds + 1) <= need:
            return None
        if total < need:  # by rounding alone: everybody pays all that she has
            weights = self.weights[position]
            return max((Fraction(int(money), int(weight)) for money, weight in zip(have, weights, strict=True)), default=None)
        return self._plain(have, need) if self.is_plain else self._weighted(have, self.weights[position], need)

    def _plain(self, have: Any, need: int) -> Fraction:
        """Everybody pays the same, or all she has: fill up by taking the poor out, a few passes instead of a sort."""
        heads = len(have)
        while True:
            poor = have * heads < need if heads * int(have.max(initial=0)) < 2**62 else have < -(-need // heads)
            if not poor.any():
                return Fraction(need, heads)
            need -= int(have[poor].sum())
            have = have[~poor]
            heads = len(have)

    def _weighted(self, have: Any, weights: Any, need: int) -> Fraction:
        """The same, in proportion to the points. Compared as floats only where 64 bits do not hold the product."""
        total = int(weights.sum())
        while True:
            fits = max(int(have.max(initial=0)) * total, need * int(weights.max(initial=1))) < 2**62
            poor = have * total < need * weights if fits else have.astype(float) * total < float(need) * weights * (1 - 1e-12)
            if not poor.any():
                return Fraction(need, total)
            need -= int(have[poor].sum())
            have, weights = have[~poor], weights[~poor]
            total = int(weights.sum())

    def pay(self, position: int, price: Fraction, purses: Any) -> tuple[int, int]:
        """Take the cost from the supporters. Gives the most that one paid, and how many paid."""
        who, need = self.supporters[position], self.instance.costs[position]
        have = purses[who]
        full = self._full(position, price)
        paid = np.minimum(have, full)
        surplus = int(paid.sum()) - need
        generous = np.flatnonzero((paid == full) & (paid > 0))
        if 0 < surplus <= len(generous):
            paid[generous[:surplus]] -= 1
        elif surplus:  # points: a micro-unit from each, round after round
            _give_back(paid, surplus)
        purses[who] = have - paid
        return int(paid.max(initial=0)), int((paid > 0).sum())

    def _full(self, position: int, price: Fraction) -> Any:
        if self.is_plain:
            return -(-price.numerator // price.denominator)
        weights = self.weights[position]
        if price.numerator * int(weights.max(initial=1)) < 2**62:
            return -(-(price.numerator * weights) // price.denominator)
        return np.array([-(-(price.numerator * int(one)) // price.denominator) for one in weights], dtype=np.int64)


def _give_back(paid: Any, surplus: int) -> None:
    while surplus > 0:
        able = np.flatnonzero(paid > 0)[:surplus]
        paid[able] -= 1
        surplus -= len(able)


def run(instance: Instance, prices: Prices, endowment: int, *, worth: str = COST) -> Run:
    """Equal Shares with one endowment. Prices only rise: a project is looked at again only when it might be the best."""
    purses = np.full(instance.voters, endowment, dtype=np.int64)
    heap: list[tuple[Fraction, tuple[int, int, int], int]] = []
    costs = instance.costs

    def rank(position: int, price: Fraction) -> tuple[Fraction, tuple[int, int, int], int]:
        per_worth = price / costs[position] if worth == COST else price
        return per_worth, instance.by_least(position), position

    for position, who in enumerate(prices.supporters):
        if len(who) and costs[position] > 0 and len(who) * (endowment + 1) > costs[position]:
            heap.append(rank(position, Fraction(costs[position], int(prices.weights[position].sum()))))
    heapq.heapify(heap)
    rounds = [Round(position, Fraction(0), 0, 0) for position in _for_nothing(instance, prices)]
    excluded = instance.excluded(one.position for one in rounds)
    while heap:
        looked: list[tuple[tuple[Fraction, tuple[int, int, int], int], Fraction]] = []
        best: tuple[tuple[Fraction, tuple[int, int, int], int], Fraction] | None = None
        while heap and (best is None or heap[0][:2] <= best[0][:2]):
            position = heapq.heappop(heap)[2]
            price = None if position in excluded else prices.of(position, purses, len(rounds))
            if price is None:
                continue
            found = (rank(position, price), price)
            looked.append(found)
            if best is None or found[0] < best[0]:
                best = found
        if best is None:
            break
        for found in looked:
            if found is not best:
                heapq.heappush(heap, found[0])
        position = best[0][2]
        paid, payers = prices.pay(position, best[1], purses)
        rounds.append(Round(position, best[1], paid, payers))
        excluded |= instance.rivals[position]
    return Run(endowment, rounds, purses)


def _for_nothing(instance: Instance, prices: Prices) -> list[int]:
    """Projects that cost nothing and that somebody wants are taken at once."""
    free = [position for position, cost in enumerate(instance.costs) if cost == 0 and len(prices.supporters[position])]
    taken: list[int] = []
    for position in sorted(free, key=instance.by_least):
        if not instance.rivals[position] & set(taken):
            taken.append(position)
    return taken


def equal_shares(
    instance: Instance,
    *,
    completion: str = ADD1,
    worth: str = COST,
    exhaustive: bool = True,
    whole_units: bool = False,
    compare: str = "",
    detailed: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Equal Shares, completed as asked.

    `add1`: the share rises by one currency unit, and everything is counted again, until the outcome would cost more than
    the budget; the last that fits is kept. `exhaustive`: also stop as soon as nothing else fits. `add1u`: then the greedy rule
    fills what is left. `whole_units`: the share begins as whole currency units. `compare`: "any" or "more" keeps the greedy
    outcome if more voters prefer it. `detailed`: also the support of each project after each round. `progress` hears the number of each run.
    """
    if not instance.voters:
        return Outcome([], [], {"endowment": 0, "runs": 0})
    prices = Prices(instance)
    share = instance.budget // instance.voters
    endowment = share // MICRO * MICRO if whole_units else share
    last, runs = run(instance, prices, endowment, worth=worth), 1
    while completion != NONE and not _is_done(instance, prices, last.winners, exhaustive=exhaustive):
        following = run(instance, prices, last.endowment + MICRO, worth=worth)
        runs += 1
        if progress:
            progress(runs)
        if instance.spent(following.winners) > instance.budget or following.endowment > instance.budget:
            break
        last = following
    winners, trace = last.winners, _trace(instance, prices, last)
    if completion == ADD1U:
        filled = greedy(instance, taken=winners)
        winners = winners + filled.winners
        trace += [line | {"step": "filled"} for line in filled.trace if line["taken"]]
    more: dict[str, Any] = {
        "first_endowment": units(endowment),
        "endowment": units(last.endowment),
        "runs": runs,
        "support": effective_support(instance, prices, last),
    }
    if detailed:
        more["support_by_round"] = support_by_round(instance, prices, last)
    if compare:
        other = greedy(instance)
        for_shares, for_greedy = prefer(instance, winners, other.winners, compare)
        more["comparison"] = {"by": compare, "equalshares": for_shares, "greedy": for_greedy, "kept": "equalshares"}
        if for_greedy > for_shares:
            more["comparison"]["kept"] = "greedy"
            winners, trace = other.winners, other.trace
    return Outcome(winners, trace, more)


def _is_done(instance: Instance, prices: Prices, winners: list[int], *, exhaustive: bool) -> bool:
    """Nothing that somebody wants is left; or (`exhaustive`) nothing else fits."""
    left, out = instance.budget - instance.spent(winners), set(winners) | instance.excluded(winners)
    rest = [position for position in range(len(instance.projects)) if position not in out]
    if not any(len(prices.supporters[position]) for position in rest):
        return True
    return exhaustive and all(instance.costs[position] > left for position in rest)


def _trace(instance: Instance, prices: Prices, last: Run) -> list[dict[str, Any]]:
    """Round by round: what was bought, by how many, what each paid at most, how much support a euro met."""
    return [
        {
            "step": number,
            "project": instance.projects[one.position].id,
            "cost": units(instance.costs[one.position]),
            "supporters": len(prices.supporters[one.position]),
            "payers": one.payers,
            "paid_at_most": units(one.paid),
            "effective_votes": round(float(instance.costs[one.position] / one.price), 6) if one.price else None,
            "taken": True,
        }
        for number, one in enumerate(last.rounds, 1)
    ]


def effective_support(instance: Instance, prices: Prices, last: Run) -> dict[str, float]:
    """Why a project lost: the money that its supporters still hold, as a share of its cost (1 and more: it was bought)."""
    won = set(last.winners)
    found: dict[str, float] = {}
    for position, project in enumerate(instance.projects):
        have = int(last.purses[prices.supporters[position]].sum())
        found[project.id] = 1.0 if position in won else round(min(have / project.cost, 1.0), 6) if project.cost else 0.0
    return found


def support_by_round(instance: Instance, prices: Prices, last: Run) -> dict[str, list[float]]:
    """For each project, the money that its supporters hold, as a share of its cost: before the first round, then after each, until
    it is bought. The same payments again, in the same order."""
    purses = np.full(instance.voters, last.endowment, dtype=np.int64)
    found: dict[str, list[float]] = {project.id: [] for project in instance.projects}
    bought: set[int] = set()
    for number in range(len(last.rounds) + 1):
        for position, project in enumerate(instance.projects):
            if position not in bought and project.cost:
                found[project.id].append(round(min(int(purses[prices.supporters[position]].sum()) / project.cost, 99.0), 4))
        if number < len(last.rounds):
            one = last.rounds[number]
            bought.add(one.position)
            if one.price:
                prices.pay(one.position, one.price, purses)
    return found


def prefer(instance: Instance, one: list[int], other: list[int], by: str) -> tuple[int, int]:
    """How many voters prefer each outcome: by the number of their projects in it, or by having any at all."""
    counts = []
    for winners in (one, other):
        held = np.zeros(instance.voters, dtype=np.int64)
        for position in winners:
            held[instance.supporters(position)] += 1
        counts.append(np.minimum(held, 1) if by == ANY_PROJECT else held)
    return int((counts[0] > counts[1]).sum()), int((counts[1] > counts[0]).sum())

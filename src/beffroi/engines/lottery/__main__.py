"""The command line: draw panels, throw the dice, replace somebody, check."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from beffroi.engines.lottery import drawing, pool, result
from beffroi.engines.lottery.fair import NoPanel


def main(arguments: list[str] | None = None) -> int:
    """0: done (or all holds); 1: a result does not hold; 2: the input cannot be understood or met (sentences on stderr)."""
    options = _parser().parse_args(arguments)
    try:
        return _done(options)
    except NoPanel as error:
        print(error, file=sys.stderr)
        for line in error.advice:
            print(f"  {_change(line)}", file=sys.stderr)
        return 2
    except (OSError, ValueError, KeyError) as error:
        print(f"lottery: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m beffroi.engines.lottery", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    panels = commands.add_parser("panels", help="the lottery over panels")
    panels.add_argument("people", help="CSV: an id, then one column per feature")
    panels.add_argument("quotas", help="CSV: feature, value, min, max, perhaps min_flex, max_flex")
    panels.add_argument("--size", type=int, required=True)
    panels.add_argument("--method", choices=result.METHODS, default=result.MAXIMIN)
    panels.add_argument("--seed", type=int, default=0)
    panels.add_argument("--count", type=int, default=drawing.PANELS, help="how many panels are published (1000)")
    panels.add_argument("--household", default="", metavar="COLUMN", help="of those who share it, one may be drawn")
    panels.add_argument("--json", action="store_true", help="the whole result")
    panels.add_argument("--output", metavar="FILE", help="write the result there")
    dice = commands.add_parser("dice", help="the panel that the dice chose")
    dice.add_argument("result")
    dice.add_argument("dice", type=int, nargs="+", help="digits, the first die first")
    check = commands.add_parser("check", help="does a result hold?")
    replace = commands.add_parser("replace", help="who takes the place of somebody who left")
    for one, needs in ((check, "?"), (replace, None)):
        one.add_argument("result")
        one.add_argument("people", nargs=needs, help="left out: only what anyone can check without knowing who answered what")
        one.add_argument("quotas", nargs=needs)
    replace.add_argument("number", type=int, help="of the panel")
    replace.add_argument("gone", help="id")
    replace.add_argument("--unavailable", default="", help="ids that were asked already, with commas")
    return parser


def _done(options: argparse.Namespace) -> int:
    if options.command == "panels":
        return _panels(options)
    made = json.loads(Path(options.result).read_text(encoding="utf-8"))
    if options.command == "dice":
        print("\n".join(drawing.thrown(made["panels"], options.dice)))
        return 0
    if options.command == "check" and not options.people:
        return _told(result.wrong_inside(made))
    if not options.quotas:
        raise ValueError("people and quotas go together")
    people, quotas = Path(options.people).read_bytes(), Path(options.quotas).read_bytes()
    if options.command == "check":
        return _told(result.wrong_with(made, people, quotas))
    asked = made["parameters"]
    found = pool.read(people.decode("utf-8-sig"), quotas.decode("utf-8-sig"), household=asked["household"], seed=asked["seed"])
    away = [one for one in options.unavailable.split(",") if one]
    print(json.dumps(drawing.replacement(found, made["panels"][options.number], options.gone, unavailable=away, seed=asked["seed"])))
    return 0


def _told(wrong: list[str]) -> int:
    print("\n".join(wrong) or "The result holds.", file=sys.stderr if wrong else sys.stdout)
    return 1 if wrong else 0


def _panels(options: argparse.Namespace) -> int:
    made = result.panels_of(
        Path(options.people).read_bytes(), Path(options.quotas).read_bytes(), size=options.size, method=options.method,
        seed=options.seed, count=options.count, household=options.household,
    )  # fmt: skip
    if options.output:
        Path(options.output).write_text(result.dumps(made), encoding="utf-8")
    if options.json:
        sys.stdout.write(result.dumps(made))
    elif not options.output:
        print(f"{made['pool']} people, {len(made['panels'])} panels, fingerprint {made['fingerprint']}")
        if "least_chance" in made:
            print(f"least chance {made['least_chance']:.4f}, published {made['least_published']:.4f}")
    return 0


def _change(line: dict[str, Any]) -> str:
    if "size" in line:
        return f"the pool holds {line['size']} people"
    return f"{line['feature']} {line['value']}: {line['least']} to {line['most']}" + (
        " (beyond what was said to be flexible)" if line.get("beyond") else ""
    )


if __name__ == "__main__":
    sys.exit(main())

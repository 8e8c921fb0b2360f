"""The command line: count a file, show or write the result, compute one again."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from beffroi.engines.tally import grades, result, shares


def main(arguments: list[str] | None = None) -> int:
    """0: done (or all holds); 1: a result does not hold; 2: the input cannot be understood (one sentence on stderr)."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "check":
            return _check(options)
        found = _count(options, Path(options.file).read_bytes())
    except (OSError, ValueError) as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return 2
    if options.output:
        Path(options.output).write_text(result.dumps(found), encoding="utf-8")
    if options.json:
        sys.stdout.write(result.dumps(found))
    elif not options.output:
        _say(found)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m beffroi.engines.tally", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, help: str, rules: Any, default: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=help)
        one.add_argument("file")
        one.add_argument("--rule", choices=list(rules), default=default)
        one.add_argument("--json", action="store_true", help="the whole result, with its trace")
        one.add_argument("--output", metavar="FILE", help="write the result there")
        return one

    pb = command("pb", "a participatory budget (.pb)", result.PB_RULES, "equalshares")
    pb.add_argument("--completion", choices=shares.COMPLETIONS, help="of Equal Shares (add1)")
    pb.add_argument("--worth", choices=[shares.COST, shares.CARDINALITY], help="what a project is worth to its voters (cost)")
    pb.add_argument("--until-over", dest="exhaustive", action="store_false", default=None, help="shares rise on although nothing else fits")
    pb.add_argument("--whole-units", action="store_true", default=None, help="shares begin as whole currency units")
    pb.add_argument("--compare", choices=[shares.ANY_PROJECT, shares.MORE_PROJECTS], help="keep greedy if more voters prefer it")
    pb.add_argument("--detailed", action="store_true", default=None, help="the support of each project after each round")
    pb.add_argument("--lot", help="ids in the order drawn before the count, with commas")
    command("rank", "rankings (JSON)", result.RANK_RULES, "schulze")
    judged = command("grades", "grades (JSON)", result.GRADE_RULES, "majority-judgment")
    judged.add_argument("--convention", choices=[grades.LOWER, grades.UPPER], help="middle of an even number (lower)")
    judged.add_argument("--missing", choices=[grades.WORST, grades.LEFT_OUT], help="a grade that was not given (worst)")
    plain = command("choices", "choices, yes or no (JSON)", result.CHOICE_RULES, "approval")
    plain.add_argument("--most", type=int, help="how many may be chosen")
    plain.add_argument("--seats", type=int, help="how many win")
    plain.add_argument("--credits", type=int, help="of quadratic votes")
    plain.add_argument("--majority", help="1/2, 2/3…")
    plain.add_argument("--of", choices=["expressed", "cast", "registered"])
    plain.add_argument("--quorum", help="share of the registered, 0, 1/4…")
    plain.add_argument("--registered", type=int)
    check = commands.add_parser("check", help="compute a result again from its input")
    check.add_argument("result")
    check.add_argument("file")
    return parser


NOT_PARAMETERS = {"command", "file", "rule", "json", "output", "lot"}


def _count(options: argparse.Namespace, data: bytes) -> dict[str, Any]:
    given = {name: value for name, value in vars(options).items() if name not in NOT_PARAMETERS and value is not None}
    if options.command == "pb":
        lot = [one.strip() for one in options.lot.split(",")] if options.lot else None
        return result.of_budget(data, rule=options.rule, lot=lot, **given)
    return result.of_votes(data, options.command, rule=options.rule, **given)


def _check(options: argparse.Namespace) -> int:
    made = json.loads(Path(options.result).read_text(encoding="utf-8"))
    wrong = result.differences(made, Path(options.file).read_bytes())
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    if not wrong:
        print("The result holds.")
    return 1 if wrong else 0


def _say(found: dict[str, Any]) -> None:
    print(f"{found['rule']}: {', '.join(found['winners']) or 'nobody'}")
    if "spent" in found:
        print(f"{found['spent']} of {found['budget']} spent, {found['voters']} voters")
    for line in found["trace"]:
        print("  " + ", ".join(f"{name} {value}" for name, value in line.items()))


if __name__ == "__main__":
    sys.exit(main())

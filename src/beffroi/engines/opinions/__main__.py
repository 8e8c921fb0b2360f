"""The command line: a map of opinions from files, in words or whole."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from beffroi.engines.opinions import result


def main(arguments: list[str] | None = None) -> int:
    """0: done (or the result holds); 1: it does not hold; 2: the input cannot be understood (one sentence on stderr)."""
    parser = argparse.ArgumentParser(prog="python -m beffroi.engines.opinions", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    maps = commands.add_parser("map", help="groups of opinion and what they agree on")
    check = commands.add_parser("check", help="compute a result again from its input")
    check.add_argument("result")
    for one in (maps, check):
        one.add_argument("file", help="participants-votes.csv")
        one.add_argument("--comments", help="comments.csv: what moderation took out")
        one.add_argument("--previous", metavar="RESULT", help="an earlier result: groups keep their place")
    maps.add_argument("--seed", type=int, default=0)
    maps.add_argument("--groups", type=int, default=0, help="this many groups instead of the best number")
    maps.add_argument("--json", action="store_true", help="the whole result")
    maps.add_argument("--output", metavar="FILE", help="write the result there")
    options = parser.parse_args(arguments)
    try:
        made = json.loads(Path(options.result).read_text(encoding="utf-8")) if options.command == "check" else {}
        given = made.get("parameters", {}) if made else vars(options)
        numbers = {name: int(given[name]) for name in ("seed", "groups", "least_votes") if name in given}
        taken_out = {name: [str(one) for one in given.get(name, ())] for name in ("out", "meta")} if made else {}
        found = _map(options, **numbers, **taken_out)
    except (OSError, ValueError) as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return 2
    if options.command == "check":
        holds = result.dumps(found) == result.dumps(made)
        print("The result holds." if holds else "This is not what comes out.", file=sys.stdout if holds else sys.stderr)
        return 0 if holds else 1
    if options.output:
        Path(options.output).write_text(result.dumps(found), encoding="utf-8")
    if options.json:
        sys.stdout.write(result.dumps(found))
    elif not options.output:
        _say(found)
    return 0


def _map(options: argparse.Namespace, **parameters: Any) -> dict[str, Any]:
    comments = Path(options.comments).read_bytes() if options.comments else None
    previous = json.loads(Path(options.previous).read_text(encoding="utf-8")) if options.previous else None
    return result.of_files(Path(options.file).read_bytes(), comments=comments, previous=previous, **parameters)


def _say(found: dict[str, Any]) -> None:
    counts = found["counts"]
    print(f"{counts['counted']} of {counts['participants']} people, {counts['statements']} statements, {counts['votes']} votes")
    for group in found["groups"]:
        print(f"group {chr(65 + group['id'])}: {group['size']} people")
        for line in group["stands_for"]:
            print(f"  {line['for']} {line['statement']}: {line['count']} of {line['seen']}")
    for way, lines in found["consensus"].items():
        for line in lines:
            print(f"all {way} {line['statement']}: {line['count']} of {line['seen']}")


if __name__ == "__main__":
    sys.exit(main())

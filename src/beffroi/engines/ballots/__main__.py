"""The command line: verify an archive, look for a ballot in it."""

import argparse
import json
import sys
from pathlib import Path

from beffroi.engines.ballots.verifying import verify


def main(arguments: list[str] | None = None) -> int:
    """0: all holds (or the ballot is there); 1: something does not; 2: the file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m beffroi.engines.ballots", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    checked = commands.add_parser("verify", help="does all of it hold, from the first byte to the result?")
    looked = commands.add_parser("find", help="is a ballot in the urn?")
    for one in (checked, looked):
        one.add_argument("file", help="archive .bel")
    checked.add_argument("--json", action="store_true")
    looked.add_argument("tracker", help="the word that was shown when the vote was cast")
    options = parser.parse_args(arguments)
    try:
        data = Path(options.file).read_bytes()
    except OSError as error:
        print(f"{options.file}: {error.strerror}", file=sys.stderr)
        return 2
    found = verify(data)
    if not found.holds:
        print(f"{options.file}: {found.problem}", file=sys.stderr)
        return 1
    if options.command == "find":
        is_there = options.tracker in found.trackers
        print("This ballot is in the urn." if is_there else "This ballot is not in the urn.")
        return 0 if is_there else 1
    if options.json:
        said = {"uuid": found.uuid, "fingerprint": found.fingerprint, "voters": found.voters, "ballots": found.ballots}
        print(json.dumps(said | {"counted": found.counted, "result": found.result}))
        return 0
    print(f"All holds: {found.ballots} ballots, {found.counted} counted, {found.voters} voters. Fingerprint {found.fingerprint}.")
    print(f"Result: {json.dumps(found.result)}" if found.result is not None else "There is no result yet.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The command line: verify an archive, look for a ballot in it; and, for trustees who trust no browser, keys, mixing and opening."""

import argparse
import json
import sys
from pathlib import Path

from beffroi.engines.ballots.election import Broken
from beffroi.engines.ballots.keeping import KeyFile, shuffled
from beffroi.engines.ballots.verifying import verify


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m beffroi.engines.ballots", description=__doc__)
    commands = found.add_subparsers(dest="command", required=True)
    checked = commands.add_parser("verify", help="does all of it hold, from the first byte to the result?")
    looked = commands.add_parser("find", help="is a ballot in the urn?")
    key = commands.add_parser("key", help="make a key file; prints what is sent first")
    sent = commands.add_parser("round", help="one more round of making the key; prints what is sent")
    mixed = commands.add_parser("shuffle", help="mix the ballots of a vote that is over; prints the shuffle")
    opened = commands.add_parser("open", help="a trustee's part of opening the urn; prints it")
    for one in (checked, looked, mixed, opened):
        one.add_argument("file", help="archive .bel")
    checked.add_argument("--json", action="store_true")
    looked.add_argument("tracker", help="the word that was shown when the vote was cast")
    for one in (key, sent, opened):
        one.add_argument("page", help="page.json: what the trustee's page gives to download")
        one.add_argument("key", help="the key file")
    return found


def main(arguments: list[str] | None = None) -> int:
    """0: all holds (or the ballot is there); 1: something does not; 2: a file cannot be read."""
    options = parser().parse_args(arguments)
    try:
        if options.command in ("verify", "find"):
            return _checked(options)
        print(_made(options))
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    except Broken as broken:
        print(str(broken), file=sys.stderr)
        return 1
    return 0


def _made(options: argparse.Namespace) -> str:
    if options.command == "shuffle":
        return shuffled(Path(options.file).read_bytes())
    asked, path = json.loads(Path(options.page).read_text()), Path(options.key)
    if options.command == "key":
        key = KeyFile.new(asked)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(key.written())
        return key.sent(asked)
    key = KeyFile.read(path.read_text())
    return key.opened(Path(options.file).read_bytes(), asked) if options.command == "open" else key.sent(asked)


def _checked(options: argparse.Namespace) -> int:
    found = verify(Path(options.file).read_bytes())
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

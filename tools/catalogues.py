"""Compile catalogues: `python -m tools.catalogues FILE.po …` writes FILE.mo beside each."""

import os
import sys
from pathlib import Path

import polib


def compile_catalogue(path: Path) -> None:
    """Write the .mo in one move, so that a running server never reads half a file."""
    target = path.with_suffix(".mo")
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    polib.pofile(str(path)).save_as_mofile(str(draft))
    draft.replace(target)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        compile_catalogue(Path(name))

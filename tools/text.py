"""`./dev text [DOMAIN…]`: collect the texts of each domain into its French catalogue, mend its typography, report.

A catalogue is sorted, without line numbers or dates, one line a text, so that two people seldom meet in it.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import chdir
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import makemessages

from tools.catalogues import compile_catalogue
from tools.say import ROOT, Stop, line

SOURCES = ROOT / "src" / "beffroi"
FLOORS = ("kernel", "ui", "ground", "commons", "channels", "outreach", "participation", "crossings", "sites")
HEADER = {
    "Project-Id-Version": "beffroi",
    "Language": "fr",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n > 1);",
}


class Collect(makemessages.Command):
    """Django's makemessages without guesses: a text that is new is empty, never fuzzy."""

    msgmerge_options = ["-q", "--backup=none", "--previous", "--update", "--no-wrap", "--no-fuzzy-matching"]


def domains() -> dict[str, Path]:
    found = {}
    for floor in FLOORS:
        folders = [SOURCES / floor] if floor in ("kernel", "ui") else sorted((SOURCES / floor).glob("*/"))
        found |= {folder.name: folder for folder in folders if (folder / "__init__.py").is_file()}
    return found


def catalogue_of(folder: Path) -> Path:
    return folder / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def collected(folder: Path) -> polib.POFile:
    """Every text of a folder, in a catalogue without translations. Works on a copy: the folder is not touched."""
    with tempfile.TemporaryDirectory(prefix="beffroi-text-") as temporary:
        copy = Path(temporary) / "copy"
        ignored = shutil.ignore_patterns("locale", "tests", "migrations", "static", "assets", "__pycache__", "*.pyc")
        shutil.copytree(folder, copy, ignore=ignored)
        (copy / "locale").mkdir()
        with chdir(copy):
            call_command(Collect(), locale=["fr"], no_wrap=True, extensions=["py", "html", "txt"], verbosity=0)
        made = copy / "locale" / "fr" / "LC_MESSAGES" / "django.po"
        return polib.pofile(str(made)) if made.exists() else polib.POFile()


def gather(folder: Path) -> polib.POFile | None:
    """Bring the catalogue of one domain up to date; None if the domain says nothing."""
    path = catalogue_of(folder)
    known = {key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    texts = collected(folder)
    if not texts:
        path.unlink(missing_ok=True)
        return None
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = HEADER
    for entry in sorted(texts, key=lambda entry: (entry.msgid.lower(), entry.msgid, entry.msgctxt or "")):
        old = known.get(key(entry))
        entry.occurrences, entry.flags = [], [flag for flag in entry.flags if flag.endswith("-format")]
        if old and "fuzzy" not in old.flags and bool(old.msgid_plural) == bool(entry.msgid_plural):
            entry.msgstr, entry.msgstr_plural = mend(old.msgstr), {n: mend(text) for n, text in old.msgstr_plural.items()}
            entry.tcomment = old.tcomment
        catalogue.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text() if path.exists() else ""
    catalogue.save(str(path))
    if path.read_text() != before:
        compile_catalogue(path)
    return catalogue


def key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


# French typography

NARROW = "\u202f"
TAGS = re.compile(r"<[^>]*>|&\w+;|%\(\w+\)[sd]|%[sd]|\{[^}]*\}|https?://\S+")
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[a-z]+|</[a-z]+>")


def mend(text: str) -> str:
    """Apostrophes, spaces before double signs and inside guillemets, ellipses; tags and places are left alone."""
    parts, kept = TAGS.split(text), TAGS.findall(text)
    mended = []
    for number, part in enumerate(parts):
        part = re.sub(r"(?<=\w)'(?=\w)", "’", part)
        part = re.sub(r"(?<=[cdjlmnstuCDJLMNSTU])'$", "’", part) if number < len(kept) else part
        part = part.replace("...", "…")
        part = re.sub(r"[ \u00a0]+([;:!?»])", NARROW + r"\1", part)
        part = re.sub(r"«[ \u00a0]+", "«" + NARROW, part)
        part = re.sub(r"«(?=[^\u202f])", "«" + NARROW, part)
        part = re.sub(r"(?<=[^\u202f])»", NARROW + "»", part)
        part = re.sub(r"(?<=[^\s\u202f;:!?])([;:!?])(?=\s|$)", NARROW + r"\1", part)
        mended.append(part)
    return "".join(part + tag for part, tag in zip(mended, [*kept, ""], strict=True))


def faults(source: str, text: str) -> Iterator[str]:
    """What is wrong with one French text."""
    bare = TAGS.sub("", text)
    if mend(text) != text:
        yield "typography (./dev text mends it)"
    if '"' in bare:
        yield "straight quotes: use « »"
    if "“" in bare and "«" not in bare:
        yield "English quotes: use « »"
    if re.search(r"\b(la|notre) ville\b", bare, re.IGNORECASE):
        yield "commune, or mairie: most towns are small"
    if source.startswith("\n") != text.startswith("\n") or source.endswith("\n") != text.endswith("\n"):
        yield "line ends differ from the source"


def wrong_entries(catalogue: polib.POFile) -> Iterator[tuple[polib.POEntry, str]]:
    """Every text that is missing or at fault."""
    for entry in catalogue:
        if entry.obsolete:
            continue
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if "fuzzy" in entry.flags or not all(texts) or not texts:
            yield entry, "missing"
            continue
        allowed = sorted(PLACES.findall(entry.msgid_plural or entry.msgid))
        for number, text in enumerate(texts):
            found = sorted(PLACES.findall(text))
            few = entry.msgid_plural and number == 0 and set(found) <= set(allowed)
            if found != allowed and not few:
                yield entry, f"places or tags differ: {' '.join(found) or 'none'} for {' '.join(allowed) or 'none'}"
            for fault in faults(entry.msgid, text):
                yield entry, fault


Said = tuple[str, ...]


def conflicts(catalogues: Iterable[tuple[str, polib.POFile]]) -> Iterator[str]:
    """One English text in two French ways: at run time the domain that is installed first would speak for all."""
    said: dict[tuple[str, str], dict[Said, list[str]]] = {}
    for name, catalogue in catalogues:
        for entry in catalogue:
            texts = tuple(entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural)) or (entry.msgstr,)
            if not entry.obsolete and "fuzzy" not in entry.flags and all(texts):
                said.setdefault(key(entry), {}).setdefault(texts, []).append(name)
    for (context, text), ways in said.items():
        if len(ways) > 1:
            told = " but ".join(f"{texts[0]!r} in {', '.join(names)}" for texts, names in ways.items())
            yield f"{text[:90]!r}{f' (context {context!r})' if context else ''}: {told}: say the same, or use pgettext"


def present() -> list[tuple[str, polib.POFile]]:
    paths = {name: catalogue_of(folder) for name, folder in domains().items()}
    return [(name, polib.pofile(str(path))) for name, path in paths.items() if path.exists()]


MOST_TOLD = 8


def problems() -> Iterator[str]:
    """For ./dev check: nothing is written, and no domain fills the screen."""
    for name, folder in domains().items():
        found = list(problems_of(name, folder))
        yield from found[:MOST_TOLD]
        if len(found) > MOST_TOLD:
            yield f"{name}: and {len(found) - MOST_TOLD} more"
    yield from conflicts(present())


def problems_of(name: str, folder: Path) -> Iterator[str]:
    path = catalogue_of(folder)
    catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {key(entry) for entry in catalogue if not entry.obsolete}
    for entry in collected(folder):
        if key(entry) not in known:
            yield f"{name}: not in the catalogue (./dev text {name}): {entry.msgid[:90]!r}"
    for entry, fault in wrong_entries(catalogue):
        yield f"{name}: {fault}: {entry.msgid[:90]!r}"


def main(names: list[str]) -> int:
    settings.configure(USE_I18N=True)
    known = domains()
    if "--check" in names:
        found = list(problems())
        for problem in found:
            line(problem)
        return 1 if found else 0
    unknown = [name for name in names if name.rstrip("/").split("/")[-1] not in known]
    if unknown:
        raise Stop(f"No such domain: {', '.join(unknown)} (known: {', '.join(sorted(known))})")
    missing = 0
    for name in [name.rstrip("/").split("/")[-1] for name in names] or known:
        catalogue = gather(known[name])
        if catalogue is None:
            continue
        wrong = list(wrong_entries(catalogue))
        missing += len(wrong)
        line(f"{name}: {len(catalogue)} texts, {len(wrong)} to look at ({catalogue_of(known[name]).relative_to(ROOT)})")
        for entry, fault in wrong:
            line(f"  {fault}: {entry.msgid[:100]!r}")
    for conflict in conflicts(present()):
        missing += 1
        line(conflict)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

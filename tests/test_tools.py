"""The workshop's own promises."""

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import prepare, text  # noqa: E402
from tools.say import Stop  # noqa: E402
from tools.stages import Counter, counted, sentence, side_by_side  # noqa: E402

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("C'est ouvert !", f"C’est ouvert{NARROW}!"),
        ("Pourquoi?", f"Pourquoi{NARROW}?"),
        ("« Oui »", f"«{NARROW}Oui{NARROW}»"),
        ("«Oui»", f"«{NARROW}Oui{NARROW}»"),
        ("À suivre...", "À suivre…"),
        ("Date : %(date)s", f"Date{NARROW}: %(date)s"),
        ("À 12:30, voir https://example.org/a?b=c", "À 12:30, voir https://example.org/a?b=c"),
        ('<a href="/aide?x=1">l\'aide</a> ?', f'<a href="/aide?x=1">l’aide</a>{NARROW}?'),
        ("l'%(name)s", "l’%(name)s"),
        ("Quoi ?!", f"Quoi{NARROW}?!"),
        ("%(n)s !", f"%(n)s{NARROW}!"),
    ],
)
def test_french_typography_is_mended_once_and_for_all(written, mended):
    assert text.mend(written) == mended
    assert text.mend(mended) == mended


@pytest.mark.parametrize(
    ("source", "french", "fault"),
    [
        ("%(n)s people", "%(n)s personnes", None),
        ("%(n)s people", "des personnes", "places"),
        ("Hello", "", "missing"),
        ("Say “yes”", "Dites “oui”", "English quotes"),
        ("<b>Hello</b>", "Bonjour", "places"),
        ("The town answers", "La ville répond", "commune"),
        ("In town", "En ville", None),
    ],
)
def test_a_wrong_translation_is_found(source, french, fault):
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid=source, msgstr=french))
    found = [why for _, why in text.wrong_entries(catalogue)]
    assert bool(found) == bool(fault)
    assert not fault or found[0].startswith(fault)


def one_text(french: str, context: str | None = None) -> polib.POFile:
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Close", msgstr=french, msgctxt=context))
    return catalogue


def test_one_text_said_in_two_ways_is_a_fault_that_names_both():
    window, file = one_text("Fermer"), one_text("Clore")
    assert list(text.conflicts([("ui", window), ("surveys", one_text("Fermer"))])) == []
    assert list(text.conflicts([("ui", window), ("privacy", one_text("Clore", "incidents"))])) == []
    [told] = text.conflicts([("ui", window), ("privacy", file)])
    assert "'Fermer' in ui but 'Clore' in privacy" in told


@pytest.mark.parametrize(
    ("closing", "code", "told"),
    [
        ("12 passed in 3.20s", 0, "12 passed, 0 failed"),
        ("1 failed, 11 passed, 2 skipped in 3.20s", 1, "11 passed, 1 failed, 2 skipped"),
        ("11 passed, 1 error in 3.20s", 1, "11 passed, 1 failed"),
        ("12 passed in 3.20s", 3, "12 passed, 1 failed"),
        ("no tests ran in 0.01s", 5, "0 passed, 0 failed"),
        ("ImportError: no module named x", 4, "0 passed, 1 failed"),
    ],
)
def test_the_sum_never_hides_a_run_that_broke_off(closing, code, told):
    assert sentence(counted(closing, code)) == told


def test_what_runs_at_the_same_time_is_shown_one_after_the_other(capsys):
    def stage(name, failed):
        def run(say):
            for _turn in range(50):
                say(f"{name}\n")
            return Counter(passed=1, failed=failed)

        return run

    found = list(side_by_side({"a": stage("a", 0), "b": stage("b", 2)}))
    assert [(name, counts["failed"]) for name, counts, _seconds in found] == [("a", 0), ("b", 2)]
    assert capsys.readouterr().out == "a\n" * 50 + "b\n" * 50


def test_a_stamp_is_good_until_an_input_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(prepare, "STAMPS", tmp_path / "stamps")
    source = tmp_path / "source"
    source.write_text("one")
    assert not prepare.is_done("step", [source])
    prepare.done("step", [source])
    assert prepare.is_done("step", [source])
    source.write_text("two, longer")
    assert not prepare.is_done("step", [source])


def test_somebody_without_rights_is_told_the_one_line_to_type(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(Stop, match="^Chromium is missing. As root: apt-get install -y chromium$"):
        prepare.apt_install("chromium", why="Chromium is missing")


def test_locks_hold_no_address():
    """The registry is the business of the machine that installs."""
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
    for path in (ROOT / "requirements").glob("*.txt"):
        assert not re.search(r"^\s*--|https?://", re.sub(r"--hash=\S+", "", path.read_text()), re.MULTILINE), path.name


def test_locks_say_what_their_sources_ask():
    for name in ("run", "test", "node", "uv"):
        asked = re.findall(r"^([a-z][a-z0-9-]+)", (ROOT / "requirements" / f"{name}.in").read_text(), re.MULTILINE)
        locked = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert not [package for package in asked if not re.search(rf"^{package}==", locked, re.MULTILINE)]


def test_the_commands_say_what_they_can_do():
    told = subprocess.run([sys.executable, ROOT / "dev", "--help"], capture_output=True, text=True, check=True).stdout
    for verb in ("up", "test", "check", "browser", "bench", "text", "docs", "lock"):
        assert re.search(rf"^    {verb} ", told, re.MULTILINE), verb

"""The verbs of ./beffroi that need no server (tests/kill has the others)."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from beffroi_pytest import NOON
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import override

from beffroi.__main__ import main
from beffroi.commons.moderation.models import Rule
from beffroi.kernel import demo, ledger
from beffroi.kernel.commands import fill
from beffroi.kernel.commands.state import Stop
from beffroi.kernel.importers import Importer, importers
from beffroi.kernel.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def test_the_help_names_every_verb(capsys):
    with pytest.raises(SystemExit) as leaving:
        main(["--help"])
    assert leaving.value.code == 0
    said = capsys.readouterr().out
    for verb in ("demo", "serve", "worker", "migrate", "create-admin", "import", "backup", "restore", "check"):
        assert f"    {verb}" in said


@pytest.mark.parametrize("wrong", [[], ["fly"], ["serve", "--port", "x"], ["backup"]])
def test_a_wrong_verb_is_refused(wrong, capsys):
    with pytest.raises(SystemExit) as leaving:
        main(wrong)
    assert leaving.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_the_ledger_is_checked_and_its_head_printed(capsys):
    ledger.append(kind="decision.taken", at=NOON)
    published = ledger.append(kind="decision.taken", at=NOON + timedelta(hours=1))
    assert main(["check", "ledger"]) == 0
    assert f"2:{published.hash}" in capsys.readouterr().out
    assert main(["check", "ledger", "--head", f"2:{published.hash}"]) == 0
    assert main(["check", "ledger", "--head", f"2:{'0' * 64}"]) == 1
    assert main(["check", "ledger", "--head", "nonsense"]) == 1
    assert "NUMBER:HASH" in capsys.readouterr().err


def test_there_is_nothing_else_to_check(capsys):
    assert main(["check", "weather"]) == 1
    assert "weather" in capsys.readouterr().err


@pytest.fixture
def words(tmp_path):
    """An importer of one word a line."""

    def run(options, progress):
        for number, word in progress.lines(options.file, Path(options.file).read_text().splitlines()):
            if not word.strip():
                progress.refuse(f"line {number}", "empty")
                continue
            Record.objects.get_or_create(name=word.strip(), defaults={"data": {}})

    importer = Importer("words", "words, one a line", lambda parser: parser.add_argument("file"), run)
    (tmp_path / "words").write_text("one\n\ntwo\n")
    with importers.with_only(importer):
        yield str(tmp_path / "words")


def test_an_import_refuses_a_bad_line_with_its_number_and_goes_on(words, capsys):
    assert main(["import", "words", words]) == 1
    said = capsys.readouterr().out
    assert "line 2: empty" in said
    assert "3 lines read" in said
    assert "1 line was refused" in said
    assert main(["import", "words", words]) == 1
    assert Record.objects.count() == 2


def test_what_can_be_imported_is_listed(words, capsys):
    assert main(["import"]) == 0
    assert "words, one a line" in capsys.readouterr().out
    assert main(["import", "songs", "x"]) == 1
    assert "known: words" in capsys.readouterr().err


def test_an_administrator_is_made(capsys, monkeypatch):
    assert main(["create-admin", "ada@example.org", "--name", "Ada", "--no-password"]) == 0
    assert main(["create-admin", "ada@example.org", "--no-password"]) == 0
    assert "administrator" in capsys.readouterr().out
    assert main(["create-admin", "ada", "--no-password"]) == 1
    assert "valid email address" in capsys.readouterr().err


def test_the_demonstration_is_filled_once_and_an_interrupted_part_again(monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(fill, "migrate", lambda verbosity: None)
    told: list[str] = []
    filled: list[str] = []
    parts = [
        demo.DemoPart("people", 20, lambda at: filled.append("people")),
        demo.DemoPart("town", 10, lambda at: filled.append("town")),
        demo.DemoPart("broken", 30, lambda at: (Record.objects.create(name="half", data={}), 1 / 0)),
    ]
    with demo.demo_parts.with_only(*parts):
        with pytest.raises(ZeroDivisionError):
            fill.fill(tell=told.append)
        assert not Record.objects.exists()
        with pytest.raises(ZeroDivisionError):
            fill.fill(tell=told.append)
    assert filled == ["town", "people"]
    assert json.loads((tmp_path / "demo.json").read_text()) == {"filled": ["town", "people"]}


def test_nothing_invented_is_written_into_a_real_town(alice, monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "DATA", tmp_path)
    filled: list[str] = []
    part = demo.DemoPart("town", 10, lambda at: filled.append("town"))
    with demo.demo_parts.with_only(part), pytest.raises(Stop, match="holds a town already"):
        fill.fill(tell=filled.append)
    assert filled == []


def test_the_demonstration_says_whom_one_may_be():
    accounts = [demo.DemoAccount("administrator", "a@example.org"), demo.DemoAccount("citizen", "c@example.org")]
    with demo.demo_accounts.with_only(*accounts):
        assert [account["role"] for account in fill.accounts()] == ["citizen", "administrator"]
        said = fill.told("http://localhost:8000")
    assert "c@example.org" in said
    assert demo.PASSWORD in said


def test_the_data_folder_may_be_named_after_the_kind(words, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("DATA", "elsewhere")
    assert main(["import", "words", words, "--data", str(tmp_path)]) == 1
    assert "3 lines read" in capsys.readouterr().out
    assert os.environ["DATA"] == str(tmp_path)
    with pytest.raises(SystemExit) as leaving:
        main(["import", "words", "--help"])
    assert leaving.value.code == 0
    assert "words, one a line" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_what_the_migrations_wrote():
    before = list(Rule.objects.order_by("pk").values())
    call_command("flush", interactive=False, verbosity=0)
    assert list(Rule.objects.order_by("pk").values()) == before != []

"""A backup made while the town is served, restored elsewhere, is the same town."""

import hashlib
import json
import tarfile
import threading

import pytest
from test_serving import ask
from towns import BASE, until

from beffroi.kernel.tests.s3_server import bucket

pytestmark = pytest.mark.slow

EVERYTHING = """
import hashlib, json
from django.apps import apps
from django.core import serializers
said = {}
for model in apps.get_models():
    if model.__name__ not in ("Pulse", "Periodic"):
        rows = serializers.serialize("json", model._base_manager.order_by("pk"))
        said[model._meta.label] = hashlib.sha256(rows.encode()).hexdigest()
print(json.dumps(said))
"""


# The same, whatever order a database keeps the parts of a JSON value in.
SORTED = EVERYTHING.replace("rows.encode()", "json.dumps(json.loads(rows), sort_keys=True).encode()")


def files(folder) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def lived_in(make_town):
    town = make_town()
    (town.data / "media" / "a").mkdir(parents=True)
    (town.data / "media" / "a" / "été.webp").write_bytes(b"picture" * 1000)
    (town.data / "media" / "plan.pdf").write_bytes(b"%PDF")
    town.ask("from kill_town.work import write\nfor n in range(30):\n    write(number=n)")
    return town


def test_a_quiet_town_is_restored_identical(lived_in, make_town, tmp_path):
    archive = tmp_path / "town.tar.gz"
    assert "30" not in lived_in.run("backup", str(archive)).stderr
    assert archive.stat().st_mode & 0o077 == 0
    elsewhere = make_town(migrate=False)
    elsewhere.run("restore", str(archive))
    assert json.loads(elsewhere.ask(EVERYTHING)) == json.loads(lived_in.ask(EVERYTHING))
    assert files(elsewhere.data / "media") == files(lived_in.data / "media")
    assert (elsewhere.data / "secret.key").read_text() == (lived_in.data / "secret.key").read_text()
    assert "30" in elsewhere.run("check", "ledger").stdout
    again = elsewhere.run("restore", str(archive), check=False)
    assert again.returncode == 1
    assert "nothing is overwritten" in again.stderr
    assert lived_in.run("backup", str(archive), check=False).returncode == 1


def test_a_backup_while_people_write_is_whole(lived_in, make_town, free_port, tmp_path):
    process = lived_in.start("serve", "--port", str(free_port))
    assert until(lambda: ask(free_port, "GET", "/ready")[0] == 200, 120), lived_in.log()
    acknowledged: list[int] = []
    stop = threading.Event()

    def citizen() -> None:
        number = 1000
        while not stop.is_set():
            number += 1
            if ask(free_port, "POST", "/kill/write", str(number))[0] == 200:
                acknowledged.append(number)

    writing = threading.Thread(target=citizen)
    writing.start()
    until(lambda: len(acknowledged) > 20, 20)
    before = list(acknowledged)
    lived_in.run("backup", str(tmp_path / "town.tar.gz"))
    after = len(acknowledged)
    stop.set()
    writing.join(30)
    process.terminate()
    process.wait(15)
    elsewhere = make_town(migrate=False)
    elsewhere.run("restore", str(tmp_path / "town.tar.gz"))
    rows = json.loads(elsewhere.ask("import json; print(json.dumps([r.data['number'] for r in Record.objects.filter(name='written')]))"))
    assert set(before) <= set(rows)
    assert after > len(before)  # they went on writing meanwhile
    assert f"{len(rows)} " in elsewhere.run("check", "ledger").stdout
    elsewhere.run("check", "database")


@pytest.mark.parametrize("harm", ["altered", "cut", "foreign"])
def test_a_damaged_archive_changes_nothing(lived_in, make_town, tmp_path, harm):
    good, bad = tmp_path / "town.tar.gz", tmp_path / "bad.tar.gz"
    lived_in.run("backup", str(good))
    if harm == "cut":
        bad.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    else:
        with tarfile.open(good) as source, tarfile.open(bad, "w:gz") as target:
            for member in source:
                file = source.extractfile(member)
                body = file.read() if file else b""
                if harm == "altered" and member.name == "media/plan.pdf":
                    body = b"%FDP"
                if harm == "foreign" and member.name == "media/plan.pdf":
                    member.name = "media/../../outside"
                (tmp_path / "body").write_bytes(body)
                with (tmp_path / "body").open("rb") as again:
                    target.addfile(member, again)
    elsewhere = make_town(migrate=False)
    done = elsewhere.run("restore", str(bad), check=False)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (elsewhere.data / "media").exists()
    assert not (elsewhere.data / "beffroi.sqlite3").exists()


@pytest.mark.skipif(bool(BASE), reason="the database has no part in it")
def test_files_move_into_a_bucket_and_back_again(lived_in, make_town, tmp_path):
    kept, archive, again = files(lived_in.data / "media"), tmp_path / "town.tar.gz", tmp_path / "again.tar.gz"
    lived_in.run("backup", str(archive))
    with bucket() as fake:
        large = make_town(migrate=False, more=fake.environment)
        fake.wrong = ["", "", *["503"] * 4]  # is it empty? the first file; then four times nothing of the second
        refused = large.run("restore", str(archive), check=False)
        assert (refused.returncode, len(refused.stderr.strip().splitlines())) == (1, 1)
        assert "SlowDown" in refused.stderr
        assert fake.objects == {}
        large.run("restore", str(archive))
        held = {key.removeprefix("valbourg/"): hashlib.sha256(body).hexdigest() for key, (body, _at) in fake.objects.items()}
        assert held == kept
        fake.wrong = ["", "", "cut"]
        large.run("backup", str(again))
        assert "not empty" in make_town(migrate=False, more=fake.environment).run("restore", str(again), check=False).stderr
    small = make_town(migrate=False)
    small.run("restore", str(again))
    assert files(small.data / "media") == kept


@pytest.mark.skipif(not BASE, reason="a town moves between two kinds of databases: this takes both")
def test_a_town_moves_to_sqlite_and_back_again(lived_in, make_town, tmp_path):
    kept, files_of_town = json.loads(lived_in.ask(SORTED)), files(lived_in.data / "media")
    lived_in.run("backup", "--portable", str(tmp_path / "portable.tar.gz"))
    small = make_town(migrate=False, on_sqlite=True)
    small.run("restore", str(tmp_path / "portable.tar.gz"))
    assert json.loads(small.ask(SORTED)) == kept
    assert small.run("check").returncode == 0
    small.run("backup", str(tmp_path / "small.tar.gz"))
    large = make_town(migrate=False)
    large.run("restore", str(tmp_path / "small.tar.gz"))
    assert json.loads(large.ask(SORTED)) == kept
    assert (files(large.data / "media"), large.run("check").returncode) == (files_of_town, 0)
    large.ask("from kill_town.work import write\nwrite(number=1000)")  # the next numbers follow the last ones
    assert "31" in large.run("check", "ledger").stdout
    lived_in.run("backup", str(tmp_path / "own.tar.gz"))
    refused = make_town(migrate=False, on_sqlite=True).run("restore", str(tmp_path / "own.tar.gz"), check=False)
    assert "--portable" in refused.stderr

"""Many towns behind one door: each answers for itself alone, sleeps, wakes, dies and comes back without the others."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from towns import ROOT, Town, children, until

from beffroi.kernel.hosting import verbs

pytestmark = pytest.mark.slow

FILL = """
import io, json
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture
from beffroi.ground.media.actions import take_image
from beffroi.ground.people.actions import create_account
from beffroi.ground.people.models import Account
from beffroi.ground.people.testing import sign_in
from beffroi.ground.town.models import Town
from beffroi.kernel import mail
at = clock.now()
Town.objects.update_or_create(pk=1, defaults={"name": "%(name)s"})
account = create_account(email="maire@%(name)s.example", name="Maire", at=at)
client = sign_in(Client(), account)
file = io.BytesIO()
Picture.new("RGB", (640, 400), "#345").save(file, "PNG")
image = take_image(upload=SimpleUploadedFile("x.png", file.getvalue(), "image/png"), alt="x", at=at)
jobs.Job.objects.all().delete()
if "%(name)s" == "Aulnaie":
    mail.send(to="x@%(name)s.example", subject="Due", text="now", key="due")
print(json.dumps({"cookie": client.cookies["sessionid"].value, "image": image.file.url, "accounts": Account.objects.count()}))
"""


class Host:
    """`./beffroi host` on a folder of towns, and a visitor before it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        env = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DATABASE_URL", "BASE_URL", "DATA")}
        command = ["host", "--folder", str(folder), "--port", str(port), "--idle", "0.04", "--turn", "60"]
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "beffroi", *command], env=env, cwd=ROOT, stdout=log, stderr=log)

    def ask(self, host: str, path: str = "/health", **headers: str) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request("GET", path, headers={"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}})
            answer = line.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except OSError:
            return 0, ""
        finally:
            line.close()

    def answers(self, host: str) -> bool:
        return bool(until(lambda: self.ask(host, "/")[0] == 200, 60))

    def awake(self) -> int:
        return json.loads(self.ask("nobody.example")[1])["awake"]

    def pids(self, name: str) -> list[int]:
        return [pid for pid in children(self.process.pid) if Path(f"/proc/{pid}/comm").read_text().strip() == f"beffroi {name}"]


def placed(folder: Path, name: str, town: Town, settings: str) -> Town:
    """The data of a town, moved into the folder of a host."""
    (folder / name).mkdir(parents=True)
    shutil.move(town.data, folder / name / "data")
    town.data = folder / name / "data"
    (folder / name / "town.env").write_text(settings + (f"DATABASE_URL={town.url}\n" if town.url else ""))
    return town


@pytest.fixture
def hosted(make_town, tmp_path, free_port):
    folder = tmp_path / "towns"
    a, b = (make_town(settings="beffroi.settings") for _name in "ab")
    with ThreadPoolExecutor(2) as both:
        told = list(both.map(lambda pair: json.loads(pair[0].ask(FILL % {"name": pair[1]})), [(a, "Aulnaie"), (b, "Boulaie")]))
    placed(folder, "a", a, f"BASE_URL=http://a.test:{free_port}\nHOSTS=alias.test\n")
    placed(folder, "b", b, f"BASE_URL=http://b.test:{free_port}\n")
    host = Host(folder, free_port)
    try:
        assert until(lambda: host.ask("nobody.example")[0] == 200, 120), host.log.read_text()
        yield host, *told
    finally:
        if host.process.poll() is None:
            host.process.terminate()
            host.process.wait(30)


def test_two_towns_behind_one_door(hosted):
    host, at_a, at_b = hosted
    mail = host.folder / "a" / "data" / "mail"

    # Both sleep; a job of A is due, and wakes A alone. Its work done, it sleeps again.
    assert until(lambda: mail.is_dir() and list(mail.iterdir()), 30), host.log.read_text()
    assert host.awake() == 1
    assert host.pids("a")
    assert not host.pids("b")
    assert until(lambda: host.awake() == 0, 40)
    assert not (host.folder / "b" / "data" / "mail").exists()

    # A visitor wakes a town, and each town is only itself.
    assert host.answers("a.test")
    assert host.answers("b.test")
    home_a, home_b = host.ask("a.test", "/")[1], host.ask("B.test.:1234", "/")[1]
    assert "Aulnaie" in home_a
    assert "Boulaie" not in home_a
    assert "Boulaie" in home_b
    assert "Aulnaie" not in home_b
    assert "Aulnaie" in host.ask("alias.test", "/")[1]
    assert "Boulaie" in host.ask("b.test", "/", X_Forwarded_Host="a.test", Forwarded="host=a.test")[1]
    for stranger in ("nobody.example", "localhost", "127.0.0.1", "a.test.nobody.example", "a.test@b.test", ""):
        status, page = host.ask(stranger, "/")
        assert status == 421
        assert "Aulnaie" not in page
        assert "a.test" not in page

    # What opens one opens nothing of the other.
    assert at_a["accounts"] == at_b["accounts"] == 1
    assert host.ask("a.test", "/compte/", Cookie=f"sessionid={at_a['cookie']}")[0] == 200
    assert host.ask("b.test", "/compte/", Cookie=f"sessionid={at_a['cookie']}")[0] == 302
    assert host.ask("a.test", at_a["image"])[0] == 200
    assert host.ask("b.test", at_a["image"])[0] == 404

    # One is killed: the other goes on, and the first comes back by itself.
    before = host.pids("a")
    os.kill(before[0], signal.SIGKILL)
    assert "Boulaie" in host.ask("b.test", "/")[1]
    assert host.answers("a.test")
    assert not set(before) & set(host.pids("a"))

    # A town that is taken out, and one that is new.
    verbs.remove(host.folder, name="b", is_sure=True, at=datetime(2026, 3, 12, 9, 30, tzinfo=UTC), tell=lambda _sentence: None)
    assert until(lambda: host.ask("b.test", "/")[0] == 421, 20)
    assert until(lambda: not host.pids("b"), 20)
    aside = host.folder / ".removed" / "b-2026-03-12-093000"
    (aside / "town.env").write_text((aside / "town.env").read_text().replace("b.test", "c.test"))
    aside.rename(host.folder / "c")
    assert host.answers("c.test")
    assert "Boulaie" in host.ask("c.test", "/")[1]

    # A file that says nonsense stops its own town only, with one sentence that names the line.
    with (host.folder / "c" / "town.env").open("a") as file:
        file.write("UPLOAD_MB=many\n")
    line = (host.folder / "c" / "town.env").read_text().count("\n")
    assert until(lambda: host.ask("c.test")[0] == 503, 20)
    assert f"c, town.env:{line}: UPLOAD_MB must be a whole number" in host.log.read_text()
    assert host.ask("a.test")[0] == 200

    left = children(host.process.pid)
    host.process.terminate()
    assert host.process.wait(20) == 0
    assert not [pid for pid in left if Path(f"/proc/{pid}").exists()]
    assert "Traceback" not in host.log.read_text()

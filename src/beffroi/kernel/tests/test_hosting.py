"""A host of many towns: what is refused, who is believed, who sleeps."""

import asyncio
import io
import sqlite3
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils.translation import override

from beffroi.kernel import bridge, client, jobs, worker
from beffroi.kernel.commands.state import Stop
from beffroi.kernel.hosting import folder, keeper, verbs, work
from beffroi.kernel.hosting.door import Door, forwarded
from beffroi.kernel.hosting.folder import Town, WrongTown
from beffroi.kernel.models import Job, Periodic


def town(towns, name: str, *lines: str) -> None:
    (towns / name / "data").mkdir(parents=True)
    (towns / name / "town.env").write_text("\n".join([f"BASE_URL=http://{name}.test", *lines]))


@pytest.mark.parametrize("name", ["", "A", "../x", "a/b", ".a", "-a", "a-", "a" * 41, "é", "a\n", "a.b"])
def test_names_that_could_lead_astray_are_refused(tmp_path, name):
    with pytest.raises(WrongTown):
        folder.read(tmp_path, name)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("no equals sign", "a, town.env:2: a line must look like NAME=value."),
        ("PORT=80", "a, town.env:2: PORT is for the host to say, not for a town."),
        ("DATA=/elsewhere", "a, town.env:2: DATA is for the host to say, not for a town."),
        ("TRUSTED_PROXIES_FILE=/x", "a, town.env:2: TRUSTED_PROXIES_FILE is for the host to say, not for a town."),
        ("MAIL_FORM=x@y.z", "a, town.env:2: there is no setting MAIL_FORM."),
        ("BASE_URL=http://b.test", "a, town.env:2: BASE_URL was said before, in line 1."),
    ],
)
def test_a_wrong_line_is_named(tmp_path, line, sentence):
    town(tmp_path, "a", line)
    with override("en"), pytest.raises(WrongTown, match="^" + sentence.replace(".", r"\.") + "$"):
        folder.read(tmp_path, "a", known={"BASE_URL", "MAIL_FROM"})


def test_a_town_names_its_hosts_exactly(tmp_path):
    town(tmp_path, "a", "# a note", 'HOSTS="Www.A.test, a.test"', "MAIL_FROM='x@y.z'")
    read = folder.read(tmp_path, "a", known={"BASE_URL", "HOSTS", "MAIL_FROM"})
    assert read.hosts() == ["a.test", "www.a.test"]
    assert read.settings["MAIL_FROM"] == "x@y.z"
    for url, hosts in [
        ("ftp://a.test", ""),
        ("http://a.test/x", ""),
        ("", ""),
        ("http://a.test", "*.a.test"),
        ("http://a.test", ".a.test"),
    ]:
        with pytest.raises(WrongTown):
            Town("a", tmp_path, {"BASE_URL": url, "HOSTS": hosts}).hosts()


@pytest.mark.parametrize(
    ("header", "name"),
    [
        *[("A.test", "a.test"), ("a.test:8000", "a.test"), ("a.test.", "a.test"), ("[::1]:80", "::1"), ("127.0.0.1", "127.0.0.1")],
        *[("", ""), ("a.test:x", ""), ("a b", ""), ("a.test,b.test", ""), ("a.test@b.test", ""), ("[::1", ""), ("a.test/b", "")],
    ],
)
def test_the_name_in_a_host_header(header, name):
    assert folder.host_of(header) == name


def seen_by_the_town(settings, peer: str, *headers: tuple[bytes, bytes]) -> dict:
    """What a town makes of a request that came through the door."""
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "http_version": "1.1", "client": (peer, 1)}
    passed = forwarded({**scope, "headers": [(b"host", b"a.test"), *headers]})
    settings.TRUSTED_PROXIES = networks("127.0.0.1")
    meta = bridge.environ({**scope, "client": ("127.0.0.1", 0), "headers": passed}, io.BytesIO(), 0)
    client.find_out(meta)
    return meta


def networks(*words: str) -> list:
    return [ip_network(word) for word in words]


def test_a_town_sees_the_visitor_and_believes_no_stranger(settings):
    settings.TRUSTED_PROXIES = networks("10.0.0.0/8")
    lies = [
        (b"x-forwarded-for", b"127.0.0.1"),
        (b"x-forwarded-proto", b"https"),
        (b"x-real-ip", b"9.9.9.9"),
        (b"forwarded", b"for=9.9.9.9"),
    ]
    stranger = seen_by_the_town(settings, "203.0.113.5", *lies, (b"x_forwarded_for", b"9.9.9.9"))
    assert stranger["REMOTE_ADDR"] == "203.0.113.5"
    assert stranger["HTTP_X_FORWARDED_FOR"] == "203.0.113.5"
    assert not {"HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP", "HTTP_FORWARDED"} & set(stranger)
    settings.TRUSTED_PROXIES = networks("10.0.0.0/8")
    chain = [(b"x-forwarded-for", b"127.0.0.1, 198.51.100.7"), (b"x-forwarded-for", b"10.1.1.1"), (b"x-forwarded-proto", b"https")]
    behind = seen_by_the_town(settings, "10.0.0.1", *chain)
    assert behind["REMOTE_ADDR"] == "198.51.100.7"
    assert behind["HTTP_X_FORWARDED_PROTO"] == "https"


def test_what_belongs_to_one_connection_stays_there(settings):
    headers = [
        (b"connection", b"close, x-once"),
        (b"x-once", b"1"),
        (b"upgrade", b"h2c"),
        (b"te", b"x"),
        (b"cookie", b"a=1"),
        (b"range", b"bytes=0-1"),
    ]
    kept = dict(forwarded({"headers": headers, "client": ("203.0.113.5", 1)}))
    assert set(kept) == {b"cookie", b"range", b"x-forwarded-for"}
    chunked = forwarded({"headers": [(b"transfer-encoding", b"gzip, chunked"), (b"content-length", b"3")], "client": ("203.0.113.5", 1)})
    assert dict(chunked) == {b"x-forwarded-for": b"203.0.113.5", b"transfer-encoding": b"chunked"}


def answered(door: Door, path: str, *hosts: bytes) -> tuple[int, bytes]:
    said: list[dict] = []

    async def send(message: dict) -> None:
        said.append(message)

    path, _mark, query = path.partition("?")
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": [(b"host", host) for host in hosts]}
    asyncio.run(door(scope, None, send))
    return said[0]["status"], said[1]["body"]


def test_an_address_of_nobody_names_no_town(tmp_path):
    town(tmp_path, "secret")
    kept = keeper.Keeper(tmp_path, keeper.Rules(), lambda _message: None)
    kept.scan()
    for hosts in ([b"other.test"], [], [b"secret.test", b"other.test"], [b"secret.test", b"secret.test"]):
        status, page = answered(Door(kept), "/", *hosts)
        assert status == 421
        assert b"secret" not in page
    assert answered(Door(kept), "/health", b"other.test") == (200, b'{"status": "ok", "towns": 1, "awake": 0, "failing": 0}')
    for domain, status in [("secret.test", 200), ("Secret.test", 200), ("other.test", 404), ("", 404), ("%FF", 404)]:
        assert answered(Door(kept), f"/hosted?domain={domain}", b"127.0.0.1:8000") == (status, b"")
    assert answered(Door(kept), "/en/", b"other.test")[1].count(b'lang="en"') == 1


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A keeper of a, b and c, at most two of them awake, with a clock that the test turns; the mother is at once."""
    told: list[dict] = []
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(keeper.time, "monotonic", lambda: clock.now)
    for name in "abc":
        town(tmp_path, name)
    made = keeper.Keeper(tmp_path, keeper.Rules(awake=2, idle=900), told.append)
    made.scan()
    monkeypatch.setattr(made, "_look", lambda *_arguments: None)

    def wake(name: str) -> None:
        assert made._start(made.guests[name], for_work=False)
        made.heard({"ready": name, "socket": f"/x/{name}"})
        made.guests[name].asked_at = clock.now

    return SimpleNamespace(keeper=made, told=told, clock=clock, wake=wake, state=lambda: {n: g.state for n, g in made.guests.items()})


def test_the_longest_idle_makes_room(kept):
    kept.wake("a")
    kept.clock.now += 10
    kept.wake("b")
    assert not kept.keeper._start(kept.keeper.guests["c"], for_work=False)  # until A has gone
    assert kept.state() == {"a": "leaving", "b": "awake", "c": "asleep"}
    kept.keeper.heard({"ended": "a"})
    kept.wake("c")
    assert kept.told == [{"start": "a"}, {"start": "b"}, {"stop": "a"}, {"start": "c"}]
    # For a job nobody is sent away who was just asked; and nobody ever who is being answered.
    assert not kept.keeper._start(kept.keeper.guests["a"], for_work=True)
    kept.keeper.guests["b"].inside = kept.keeper.guests["c"].inside = 1
    assert not kept.keeper._start(kept.keeper.guests["a"], for_work=False)
    assert kept.state() == {"a": "asleep", "b": "awake", "c": "awake"}


def test_a_town_sleeps_when_nobody_asks_and_nothing_is_due(kept):
    kept.wake("a")
    guest = kept.keeper.guests["a"]
    soon = datetime.now(UTC) + timedelta(minutes=1)
    for seconds, found, state in [
        (800, work.Work(), "awake"),
        (200, work.Work(job_at=soon), "awake"),
        (1, work.Work(running=1), "awake"),
        (1, work.Work(turn_at=soon, plan_at=soon - timedelta(hours=1)), "leaving"),
    ]:
        kept.clock.now += seconds
        guest.looked_at, guest.known = kept.clock.now, found
        kept.keeper.tick()
        assert guest.state == state
    kept.keeper.heard({"ended": "a"})
    kept.keeper.tick()
    assert guest.state == "asleep"  # an hour that has passed while it was awake wakes nobody


def test_a_town_wakes_for_its_jobs(kept):
    guest = kept.keeper.guests["a"]
    now = datetime.now(UTC)
    for found, state in [
        (work.Work(job_at=now + timedelta(minutes=1), turn_at=now - timedelta(minutes=1), plan_at=now + timedelta(minutes=1)), "asleep"),
        (work.Work(turn_at=now - timedelta(minutes=6)), "waking"),
    ]:
        guest.known = found
        kept.keeper.tick()
        assert guest.state == state
    kept.keeper.heard({"ready": "a", "socket": "/x"})
    kept.clock.now += 60
    # Its habits have not all begun; then they have.
    for found, state in [
        (work.Work(turn_at=now - timedelta(minutes=1)), "awake"),
        (work.Work(turn_at=now + timedelta(minutes=1)), "leaving"),
    ]:
        guest.looked_at, guest.known = kept.clock.now, found
        kept.keeper.tick()
        assert guest.state == state


def test_not_all_begin_their_work_at_once(kept, monkeypatch):
    monkeypatch.setattr(keeper, "AT_ONCE", 1)
    for guest in kept.keeper.guests.values():
        guest.known = work.Work(job_at=datetime.now(UTC))
    kept.keeper.tick()
    assert kept.told == [{"start": "a"}]
    kept.clock.now += 2 * keeper.SETTLED
    kept.keeper.tick()
    assert kept.told == [{"start": "a"}, {"start": "b"}]


def test_one_that_dies_again_and_again_comes_back_ever_later(kept):
    waits = []
    for _time in range(8):
        kept.wake("a")
        kept.keeper.heard({"lost": "a"})
        kept.keeper.heard({"ended": "a"})
        waits.append(kept.keeper.guests["a"].not_before - kept.clock.now)
        kept.keeper.tick()
        assert kept.state()["a"] == "asleep"
        kept.clock.now = kept.keeper.guests["a"].not_before
    assert waits == [1, 3, 7, 15, 31, 60, 60, 60]
    kept.keeper.tick()
    assert kept.state()["a"] == "waking"


def test_an_address_belongs_to_one_town(kept, tmp_path):
    (tmp_path / "b" / "town.env").write_text("BASE_URL=http://b.test\nHOSTS=a.test\n")
    kept.keeper.scan()
    assert kept.keeper.by_host == {"a.test": "a", "b.test": "b", "c.test": "c"}
    assert kept.keeper.counted() == {"towns": 3, "awake": 0, "failing": 1}
    with pytest.raises(Stop):
        verbs.add(tmp_path, name="d", url="https://c.test", aliases=[])
    with pytest.raises(Stop):
        verbs.add(tmp_path, name="a", url="https://d.test", aliases=[])
    assert not (tmp_path / "d").exists()


@pytest.mark.django_db(transaction=True)
def test_the_work_of_a_town_is_seen_from_outside(tmp_path, at, monkeypatch):
    Job.objects.create(name="x.asked", run_at=at + timedelta(hours=1))
    Job.objects.create(name="x.later", run_at=at + timedelta(hours=2))
    Job.objects.create(name="x.done", run_at=at, claimed_at=at, done_at=at)
    Job.objects.create(name="x.running", run_at=at, claimed_at=at)
    Job.objects.create(name="x.again", unique="every:x.again", run_at=at - timedelta(minutes=3))
    Periodic.objects.create(name="x.again", due_at=at + timedelta(minutes=1))
    worker.note_ahead(at=at)
    assert not Periodic.objects.filter(name=worker.AHEAD).exists()  # nothing is planned
    planned = jobs.Task(print, "x.planned", ahead=lambda moment: moment + timedelta(hours=5))
    settled = jobs.Task(print, "x.settled", ahead=lambda _moment: None)
    monkeypatch.setattr(jobs, "TASKS", {task.name: task for task in (planned, settled)})
    worker.note_ahead(at=at)
    if connection.vendor == "sqlite":
        (tmp_path / "data").mkdir()
        with sqlite3.connect(tmp_path / "data" / work.DATABASE) as copy:
            connection.connection.backup(copy)
        made = Town("a", tmp_path, {})
    else:
        given = connection.get_connection_params()
        made = Town(
            "a",
            tmp_path,
            {
                "DATABASE_URL": f"postgresql://{given.get('user', '')}@/{given['dbname']}?host={given.get('host', '')}&port={given.get('port', '')}"
            },
        )
    assert work.look(made) == work.Work(at + timedelta(hours=1), at - timedelta(minutes=3), 1, at + timedelta(hours=5))
    assert work.look(Town("b", tmp_path / "nowhere", {})) is None


@pytest.mark.django_db
def test_every_plan_tells_its_next_hour(at):
    """The questions of `ahead` are asked as a town falls asleep, when nobody would see them fail."""
    tasks = [task for task in jobs.TASKS.values() if task.ahead]
    assert len(tasks) >= 5
    assert {task.ahead(at) for task in tasks if task.ahead} == {None}

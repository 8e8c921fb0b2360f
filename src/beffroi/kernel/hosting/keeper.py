"""Who is awake: a town while it is asked or has work, at most so many; the longest idle goes to sleep first."""

import asyncio
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from beffroi.kernel.commands.watch import say
from beffroi.kernel.hosting import folder
from beffroi.kernel.hosting.folder import Town, WrongTown
from beffroi.kernel.hosting.work import Work, look

ASLEEP, WAKING, AWAKE, LEAVING = "asleep", "waking", "awake", "leaving"
PATIENCE = 5.0  # seconds that a visitor waits for a town to wake
TICK = 0.25
SCAN = 2.0  # seconds between two looks at the folder
LOOK = 10.0  # seconds between two looks at the jobs of a town that sleeps
LOOK_AWAKE = 2.0  # and of one that may go to sleep
SOON = timedelta(minutes=2)  # with something due so soon, a town stays awake
SETTLED = 5.0  # seconds after which the jobs of a town that was woken have at least begun
AT_ONCE = 3  # towns that are woken for their work within some seconds
FAR = datetime.max.replace(tzinfo=UTC)
LONGEST = 60.0  # seconds between two starts of a town that does not come up


@dataclass
class Guest:
    """One town, as the door sees it."""

    town: Town
    stamp: tuple[int, int]
    state: str = ASLEEP
    socket: str = ""
    inside: int = 0  # requests in hand
    asked_at: float = 0.0  # the last request
    since: float = 0.0  # it woke
    woken: datetime | None = None
    for_work: bool = False
    wanted: bool = False  # it died, or has new settings, and comes back
    is_lost: bool = False
    is_out: bool = False
    deaths: int = 0
    not_before: float = 0.0
    why: str = ""
    known: Work | None = None
    looked_at: float = 0.0
    looking: bool = False


@dataclass
class Rules:
    """How many may be awake, and when they sleep and wake."""

    awake: int = 20
    idle: float = 15 * 60.0  # seconds without a request
    turn: float = 5 * 60.0  # seconds that what a town does by itself, again and again, may be late while it sleeps


@dataclass
class Keeper:
    towns: Path
    rules: Rules
    tell: Callable[[dict[str, Any]], None]
    mother: int = 0
    guests: dict[str, Guest] = field(default_factory=dict)
    by_host: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    scanned_at: float = -SCAN
    written: str = ""
    readers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4, thread_name_prefix="look"))

    # What the mother says.

    def heard(self, message: dict[str, Any]) -> None:
        name = next((message[word] for word in ("ready", "lost", "ended", "failed") if word in message), "")
        guest, now = self.guests.get(name), time.monotonic()
        if guest is None:
            if "ready" in message:
                self.tell({"stop": name})
            return
        if "ready" in message:
            guest.state, guest.socket, guest.why = AWAKE, message["socket"], ""
            guest.since, guest.woken, guest.looked_at = now, datetime.now(UTC), now
            return
        if "lost" in message:  # a process of it has died; it answers nobody until what is left of it has ended
            guest.state, guest.is_lost = LEAVING, guest.state != LEAVING
            return
        was, guest.state, guest.socket = guest.state, ASLEEP, ""
        guest.looked_at, guest.known = 0.0, None  # what it had to do before, it may have done
        if was == LEAVING and not guest.is_lost:
            guest.deaths = 0
            return
        guest.deaths = guest.deaths + 1 if now - guest.since < LONGEST else 1
        guest.not_before = now + min(2.0**guest.deaths - 1, LONGEST)
        guest.why = message.get("why", "")
        guest.wanted = was != WAKING
        guest.is_lost = False

    # What the door asks.

    async def wake(self, name: str) -> Guest | None:
        """The town, awake; None if it does not come up while a visitor waits."""
        until = time.monotonic() + PATIENCE
        while (guest := self.guests.get(name)) is not None:
            guest.asked_at = time.monotonic()
            if guest.state == AWAKE:
                guest.for_work = False
                return guest
            if guest.state == ASLEEP:
                self._start(guest, for_work=False)
            if time.monotonic() > until or (guest.state == ASLEEP and guest.why):
                return None
            await asyncio.sleep(0.01)
        return None

    def _start(self, guest: Guest, *, for_work: bool) -> bool:
        now = time.monotonic()
        if now < guest.not_before or (for_work and self._begin(now) >= AT_ONCE) or not self._make_room(for_work):
            return False
        guest.state, guest.since, guest.for_work, guest.wanted = WAKING, now, for_work, False
        self.tell({"start": guest.town.name})
        return True

    def _begin(self, now: float) -> int:
        """How many have just been woken for their work: each finds much to do at first, and visitors want a turn too."""
        return sum(1 for one in self.guests.values() if one.for_work and one.state in (WAKING, AWAKE) and now - one.since < 2 * SETTLED)

    def _make_room(self, for_work: bool) -> bool:
        up = [one for one in self.guests.values() if one.state != ASLEEP]
        if len(up) < self.rules.awake:
            return True
        if any(one.state == LEAVING for one in up):
            return False
        idle = [one for one in up if one.state == AWAKE and not one.inside and not (for_work and self._idle(one) < LONGEST)]
        # One that works for a job is not sent away for another job.
        idle = [one for one in idle if not (for_work and one.for_work)]
        if idle:
            self._stop(max(idle, key=self._idle))
        return False

    def _idle(self, guest: Guest) -> float:
        return time.monotonic() - max(guest.asked_at, guest.since)

    def _stop(self, guest: Guest) -> None:
        guest.state = LEAVING
        self.tell({"stop": guest.town.name})

    # By itself.

    def tick(self) -> None:
        now = time.monotonic()
        if now - self.scanned_at >= SCAN:
            self.scanned_at = now
            self.scan()
        for guest in list(self.guests.values()):
            if guest.is_out:
                continue
            if guest.state == ASLEEP:
                self._asleep(guest, now)
            elif guest.state == AWAKE and not guest.inside:
                self._awake(guest, now)
        self._write()

    def _asleep(self, guest: Guest, now: float) -> None:
        if guest.wanted:
            self._start(guest, for_work=True)
            return
        self._look(guest, now, LOOK)
        found, clock = guest.known, datetime.now(UTC)
        if found is None:
            return
        is_late = found.turn_at is not None and found.turn_at + timedelta(seconds=self.rules.turn) <= clock
        moments = [moment for moment in (found.job_at, found.plan_at) if moment is not None]
        if found.running or is_late or min(moments, default=FAR) <= clock:
            self._start(guest, for_work=True)

    def _awake(self, guest: Guest, now: float) -> None:
        if guest.for_work and now - guest.since < SETTLED:
            return
        if not guest.for_work and now - max(guest.asked_at, guest.since) < self.rules.idle:
            return
        if guest.looked_at <= guest.since:
            guest.known = None
        self._look(guest, now, LOOK_AWAKE)
        found, clock = guest.known, datetime.now(UTC)
        if found is None or guest.looking or found.running or guest.woken is None:
            return
        if found.job_at is not None and found.job_at <= clock + SOON:
            return
        # Woken for its own habits: each has run once when none is due from before.
        if guest.for_work and found.turn_at is not None and found.turn_at <= guest.woken + timedelta(seconds=1):
            return
        self._stop(guest)

    def _look(self, guest: Guest, now: float, every: float) -> None:
        if guest.looking or now - guest.looked_at < every:
            return
        guest.looking = True

        async def ask() -> None:
            try:
                guest.known = await asyncio.get_running_loop().run_in_executor(self.readers, look, guest.town)
            finally:
                guest.looking, guest.looked_at = False, time.monotonic()

        tasks.add(task := asyncio.get_running_loop().create_task(ask()))
        task.add_done_callback(tasks.discard)

    def scan(self) -> None:
        """New towns, removed ones, files that have changed."""
        found: dict[str, Guest] = {}
        hosts: dict[str, str] = {}
        wrong: dict[str, str] = {}
        for name in folder.names(self.towns):
            guest = self.guests.get(name)
            try:
                told = (self.towns / name / folder.FILE).stat()
                stamp = (told.st_mtime_ns, told.st_ino)
                if guest is None or guest.is_out or guest.stamp != stamp:
                    guest = self._changed(guest, folder.read(self.towns, name), stamp)
                mine = guest.town.hosts()
            except (OSError, WrongTown) as error:
                wrong[name] = str(error)
                if guest:  # what it said before still holds
                    found[name] = guest
                    hosts.update({host: name for host, owner in self.by_host.items() if owner == name and host not in hosts})
                continue
            found[name] = guest
            for host in mine:
                if hosts.setdefault(host, name) != name:
                    wrong[name] = f"{name}: {host} is the address of another town."
        for sentence in wrong.values():
            if sentence not in self.wrong.values():
                say(sentence)
        for name, guest in self.guests.items():
            if name not in found and guest.state != ASLEEP:  # taken out: known, by nobody's address, until it has ended
                if guest.state != LEAVING:
                    self._stop(guest)
                guest.is_out, found[name] = True, guest
        self.guests, self.by_host, self.wrong = found, hosts, wrong

    def _changed(self, guest: Guest | None, town: Town, stamp: tuple[int, int]) -> Guest:
        if guest is None:
            return Guest(town, stamp)
        guest.is_out = False
        guest.town, guest.stamp, guest.why, guest.not_before, guest.deaths = town, stamp, "", 0.0, 0
        if guest.state == AWAKE:  # it takes its new settings as it wakes again
            guest.wanted = True
            self.tell({"stop": town.name})
            guest.state = LEAVING
        return guest

    # For whoever asks how it goes.

    def counted(self) -> dict[str, int]:
        failing = sum(1 for name, guest in self.guests.items() if guest.why or name in self.wrong) + len(set(self.wrong) - set(self.guests))
        awake = sum(1 for guest in self.guests.values() if guest.state == AWAKE)
        return {"towns": len(set(self.guests) | set(self.wrong)), "awake": awake, "failing": failing}

    def _write(self) -> None:
        """For `./beffroi towns list`: who is awake."""
        told = {name: guest.why or guest.state for name, guest in self.guests.items()}
        text = json.dumps({"pid": self.mother, "towns": {**told, **self.wrong}})
        if text == self.written:
            return
        path = self.towns / folder.STATE
        try:
            unfinished = path.with_name(path.name + ".part")
            unfinished.write_text(text)
            unfinished.chmod(0o600)
            unfinished.replace(path)
            self.written = text
        except OSError:
            return


tasks: set[asyncio.Task] = set()  # held, or they would be forgotten while they run

"""The demonstration town: filled once, part by part; what is filled is written down, so that a second start takes seconds."""

import json
import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.kernel import clock, demo, jobs
from beffroi.kernel.commands.state import Stop, Tell, migrate, must_have_database
from beffroi.kernel.models import Job

SECONDS_FOR_JOBS = 60


def fill(*, tell: Tell) -> None:
    """Fill what is not filled yet. A part that is interrupted leaves nothing behind."""
    done = _done()
    _must_be_no_real_town()
    tell(_("The database…"))
    migrate(verbosity=0)
    at = clock.now()
    for part in demo.in_order():
        if part.kind in done:
            continue
        begun = time.monotonic()
        tell(f"{part.label or part.kind}…")
        with override("fr"), transaction.atomic():  # the town speaks French, whoever starts it
            part.run(at)
        _write(done := [*done, part.kind])
        if time.monotonic() - begun > 5:
            tell(f"  {time.monotonic() - begun:.0f} s")
    _run_jobs(tell)


def _must_be_no_real_town() -> None:
    """Nothing invented is ever written beside what people have written."""
    must_have_database()
    accounts = get_user_model()
    is_known = _path().exists() or accounts._meta.db_table not in connection.introspection.table_names()
    if not is_known and accounts._default_manager.exists():
        place = {"folder": settings.DATA}
        raise Stop(_("%(folder)s holds a town already: nothing is overwritten. Choose another data folder.") % place)


def _run_jobs(tell: Tell) -> None:
    """What follows from the filling (search, drafts, notifications), so that the first visitor finds it done."""
    until = time.monotonic() + SECONDS_FOR_JOBS
    waiting = Job.objects.waiting().filter(run_at__lte=clock.now()).count()
    if waiting > 50:
        tell(_("%(n)d things that follow from it…") % {"n": waiting})
    with override("fr"):
        while time.monotonic() < until and jobs.run_due(at=clock.now(), most=100):
            pass


def _path() -> Path:
    return Path(settings.DATA) / "demo.json"


def _done() -> list[str]:
    try:
        return list(json.loads(_path().read_text())["filled"])
    except (FileNotFoundError, ValueError, KeyError):
        return []


def _write(done: list[str]) -> None:
    unfinished = _path().with_suffix(".part")
    unfinished.write_text(json.dumps({"filled": done}))
    unfinished.replace(_path())


def accounts() -> list[dict[str, str]]:
    """As whom one may sign in."""
    order = ["citizen", "manager", "validator", "moderator", "technician", "official", "administrator"]
    found = [{"role": a.kind, "email": a.email, "password": a.password} for a in demo.demo_accounts]
    return sorted(found, key=lambda account: (order.index(account["role"]) if account["role"] in order else 99, account["role"]))


def told(url: str) -> str:
    """The calm text once all is ready."""
    lines = ["", _("Beffroi is ready: %(url)s") % {"url": url}, ""]
    if found := accounts():
        lines.append(_("Sign in with one of these accounts:"))
        lines += [f"  {a['role']:<14} {a['email']:<36} {a['password']}" for a in found]
        lines.append("")
    lines += [
        _("What to try:"),
        "  · " + _("as a citizen: propose something, support a neighbour’s idea, join a debate;"),
        "  · " + _("as a manager: publish news, answer a proposal, announce a decision;"),
        "  · " + _("as a validator or moderator: look at what waits for you at %(url)s") % {"url": f"{url}/bureau/"},
        "",
        _("Ctrl-C ends it. The next start takes seconds."),
        "",
    ]
    return "\n".join(lines)

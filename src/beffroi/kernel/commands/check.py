"""`./beffroi check`: is everything as it should be? `check ledger`: is the record of public acts whole?"""

from django.core import checks
from django.db import connection
from django.utils.translation import gettext as _

from beffroi.kernel import ledger, stored
from beffroi.kernel.commands.state import Stop, Tell, missing_migrations, must_have_database


def check(*, part: str = "", head: str = "", tell: Tell = print) -> int:
    """0 if nothing is wrong."""
    parts = {"settings": _settings, "database": _database, "files": _files, "ledger": lambda tell: _ledger(tell, head)}
    if part and part not in parts:
        raise Stop(_("There is nothing to check called %(part)s (known: %(known)s).") % {"part": part, "known": ", ".join(parts)})
    return max(run(tell) for name, run in parts.items() if part in ("", name))


def _settings(tell: Tell) -> int:
    wrong = [found for found in checks.run_checks() if found.level >= checks.ERROR]
    for found in wrong:
        tell(f"✗ {found}")
    if not wrong:
        tell("✓ " + _("Settings: nothing wrong."))
    return 1 if wrong else 0


def _database(tell: Tell) -> int:
    must_have_database()
    if missing := missing_migrations():
        tell("✗ " + _("Database: %(n)d steps are missing. Run ./beffroi migrate.") % {"n": len(missing)})
        return 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            said = cursor.fetchone()[0]
            cursor.execute("PRAGMA foreign_key_check")
            loose = cursor.fetchmany(1)
        if said != "ok" or loose:
            tell("✗ " + _("Database: it is damaged (%(why)s). Restore a backup.") % {"why": said if said != "ok" else loose[0]})
            return 1
    tell("✓ " + _("Database: whole and up to date."))
    return 0


def _files(tell: Tell) -> int:
    if why := stored.try_out():
        tell("✗ " + _("Files (%(place)s): %(why)s") % {"place": stored.place(), "why": why})
        return 1
    tell("✓ " + _("Files: read and written in %(place)s.") % {"place": stored.place()})
    return 0


def _ledger(tell: Tell, head: str) -> int:
    must_have_database()
    if missing_migrations():
        return 1
    problems = ledger.verify(_parsed(head))
    for problem in problems[:50]:
        tell(f"✗ {problem}")
    end = ledger.head()
    if problems:
        tell("✗ " + _("Ledger: %(n)d faults in %(count)d entries.") % {"n": len(problems), "count": end.sequence})
        return 1
    tell("✓ " + _("Ledger: %(count)d entries, whole.") % {"count": end.sequence})
    tell(f"  {end.sequence}:{end.hash}")
    return 0


def _parsed(head: str) -> ledger.Head | None:
    if not head:
        return None
    number, _colon, digest = head.partition(":")
    if not number.isdecimal() or len(digest) != 64:
        raise Stop(_("A head looks like NUMBER:HASH, as “check ledger” prints it."))
    return ledger.Head(int(number), digest.lower(), None)

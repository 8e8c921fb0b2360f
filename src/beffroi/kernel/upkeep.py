"""What the kernel tidies up by itself."""

from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.kernel.models import Job, Mail, Pulse, Tries

KEPT = {"done": timedelta(days=3), "failed": timedelta(days=90), "mail": timedelta(days=30), "tries": timedelta(days=8)}
AT_ONCE = 2000  # rows deleted in one statement, so that nobody waits long for the database


@task(every=timedelta(hours=1))
def tidy() -> None:
    """Forget old jobs, mails, tries and pulses."""
    at = clock.now()
    _delete(Job.objects.filter(done_at__lt=at - KEPT["done"]))
    _delete(Job.objects.filter(failed_at__lt=at - KEPT["failed"]))
    _delete(Mail.objects.filter(created_at__lt=at - KEPT["mail"]))
    _delete(Tries.objects.filter(window_at__lt=at - KEPT["tries"]))
    _delete(Pulse.objects.filter(at__lt=at - timedelta(days=1)))


@task(every=timedelta(days=1))
def look_at_tables() -> None:
    """Let SQLite look at how its tables have grown, so that it chooses the right index (PostgreSQL does it by itself)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("PRAGMA optimize=0x10002")  # all tables, not only those that this connection has read


def _delete(rows: QuerySet) -> None:
    model = rows.model
    while pks := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        model.objects.filter(pk__in=pks).delete()

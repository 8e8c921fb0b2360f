"""What a host's monitoring asks: does the process live, and can the town be served?"""

from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beffroi.kernel import clock, stored
from beffroi.kernel.access import public
from beffroi.kernel.models import Job, Pulse

QUIET = timedelta(seconds=60)
_migrated: list[bool] = []  # once true it stays true for this process, whose code does not change


@public
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"status": "ok"})


@public
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Everything that the town needs is there; 503 with what is missing if not."""
    at = clock.now()
    said: dict[str, object] = {"database": False, "migrations": False, "worker": False, "worker_seen_at": None}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        said["database"] = True
        said["migrations"] = _is_migrated()
        if said["migrations"]:
            seen = Pulse.objects.order_by("-at").values_list("at", flat=True).first()
            said["worker"] = bool(seen and at - seen < QUIET)
            said["worker_seen_at"] = seen
            said["jobs_failed"] = Job.objects.failed().count()
    except DatabaseError:
        connection.close()
    if stored.in_bucket():
        said["files"] = _files_answer()
        if not said["files"]:
            said["files_problem"] = _("The storage of files does not answer or refuses: ./beffroi check files says why.")
    is_ready = all(said.get(part, True) for part in ("database", "migrations", "worker", "files"))
    return JsonResponse({"status": "ready" if is_ready else "not ready", **said}, status=200 if is_ready else 503)


def _is_migrated() -> bool:
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.append(True)
    return True


def _files_answer() -> bool:
    """Asked of the bucket every ten seconds at most, however often somebody asks here."""
    key = "kernel:files-answer"
    known = cache.get(key)
    if known is None:
        known = not stored.problem()
        cache.set(key, known, 10)
    return bool(known)

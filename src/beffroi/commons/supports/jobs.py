"""Every night the stored counters are compared with the rows, mended, and what was wrong is said."""

import logging
from datetime import timedelta

from beffroi.commons.supports.reconciling import reconcile_counters, reconcile_tallies
from beffroi.kernel import edition
from beffroi.kernel.jobs import task

log = logging.getLogger(__name__)


@task(every=timedelta(days=1))
def reconcile() -> None:
    """Mend counters; each one that was wrong is a line in the log."""
    mended = [*reconcile_counters(), *reconcile_tallies()]
    if mended:
        edition.bump()  # pages show them
    for one in mended:
        log.warning("%s of %s was %s, is %s", one.counter, one.subject, one.stored, one.real)

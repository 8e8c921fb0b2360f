"""Every night the counters of threads are compared with their messages, and mended."""

import logging
from datetime import timedelta

from beffroi.commons.conversations.actions import reconcile
from beffroi.kernel.jobs import task

log = logging.getLogger(__name__)


@task(every=timedelta(days=1))
def reconcile_threads(after: int = 0) -> None:
    """One batch after another; each counter that was wrong is a line in the log."""
    while True:
        mended, after = reconcile(after=after)
        for one in mended:
            log.warning("%s of %s was %s, is %s", one.what, one.id, one.stored, one.real)
        if not after:
            return

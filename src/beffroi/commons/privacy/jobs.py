from datetime import timedelta

from beffroi.commons.privacy import actions
from beffroi.commons.privacy.models import Archive
from beffroi.commons.privacy.types import personal_data
from beffroi.kernel import clock, mail
from beffroi.kernel.jobs import task


@task()
def make_archive(archive_id: int, site: str) -> None:
    """Gather all that is kept of a person."""
    row = Archive.objects.filter(pk=archive_id).select_related("account__voice").first()
    if row:
        actions.make_archive(row=row, at=clock.now(), site=site)


@task(every=timedelta(hours=1))
def erase_due() -> None:
    """Erase those whose seven days are over."""
    actions.erase_due(at=clock.now())


@task(every=timedelta(days=1))
def forget() -> None:
    """Apply the retention rule of every domain, and erase the accounts that nobody uses."""
    at = clock.now()
    actions.forget_old_archives(at=at)
    for holder in personal_data:
        if holder.forget:
            holder.forget(at)
    actions.wake_or_erase(at=at, site=mail.site())

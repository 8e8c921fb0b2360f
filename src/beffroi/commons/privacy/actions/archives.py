import secrets
from datetime import datetime, timedelta

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.commons.privacy import archive
from beffroi.commons.privacy.models import Archive
from beffroi.ground.people.models import Account
from beffroi.ground.town.models import Town
from beffroi.kernel import mail, stored

KEPT = timedelta(days=7)


@transaction.atomic
def ask_archive(*, account: Account, at: datetime) -> tuple[Archive, bool]:
    """One archive at a time; whether it is a new one, which the worker must be asked to make."""
    return Archive.objects.get_or_create(account=account, ready_at=None, defaults={"requested_at": at})


def make_archive(*, row: Archive, at: datetime, site: str) -> None:
    """Gather, write and keep the archive, then tell its owner. A second run finds it made."""
    if row.ready_at:
        return
    account, town = row.account, Town.current().name
    with override(account.language):
        sections = archive.gather(account) or []
        with archive.write(sections, town=town, at=at) as made:
            path = default_storage.save(f"archives/{secrets.token_hex(24)}.zip", File(made))
    size = default_storage.size(path)
    with transaction.atomic():
        updated = Archive.objects.filter(pk=row.pk, ready_at=None).update(ready_at=at, expires_at=at + KEPT, path=path, size=size)
        if updated and account.email:
            with override(account.language):
                text = render_to_string(
                    "privacy/mail/archive.txt", {"town": town, "url": site + reverse("privacy:mine"), "until": at + KEPT}
                )
                subject = _("Your data are ready")
            mail.send(to=account.email, subject=subject, text=text, key=f"archive-{row.pk}", language=account.language)
    if not updated:  # another worker was first
        stored.drop([path])


def forget_old_archives(*, at: datetime) -> int:
    """An archive is kept for a week."""
    return _delete(Archive.objects.filter(expires_at__lte=at))


def forget_archives_of(*, account: Account) -> int:
    """The person goes, and her archives with her."""
    return _delete(Archive.objects.filter(account=account))


def _delete(rows) -> int:
    paths = [path for path in rows.values_list("path", flat=True) if path]
    count = rows.delete()[0]
    transaction.on_commit(lambda: stored.drop(paths))
    return count

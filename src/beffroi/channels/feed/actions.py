from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.channels.base.models import Account
from beffroi.channels.base.types import Message
from beffroi.channels.feed.models import Entry
from beffroi.kernel import edition
from beffroi.kernel.html import from_markdown
from beffroi.kernel.text import excerpt


def _content(message: Message) -> dict[str, Any]:
    picture = message.pictures[0] if message.pictures else None
    note = _correction(message)
    return {
        "title": message.title or excerpt(message.text, 80),
        "text": "\n\n".join(filter(None, [message.text, note])),
        "html": (message.html or str(from_markdown(message.text))) + (format_html("<p><strong>{}</strong></p>", note) if note else ""),
        "link": message.link,
        "language": message.language,
        "image_id": picture.image_id if picture else None,
        "image_alt": picture.alt if picture else "",
    }


def _correction(message: Message) -> str:
    """What was changed and when: whoever read it before finds it in the same entry."""
    said = message.extra.get("correction", "")
    day = parse_date(message.extra.get("corrected_on") or "")
    if not said or day is None:
        return said
    with override(message.language if message.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        return _("Corrected on %(day)s: %(text)s") % {"day": date_format(day, "DATE_FORMAT"), "text": said}


@transaction.atomic
def publish(*, account: Account, message: Message, key: str, at: datetime) -> Entry:
    """A new entry; the same key again gives the entry that is there."""
    entry, created = Entry.objects.get_or_create(
        account=account, key=key, defaults=_content(message) | {"published_at": at, "updated_at": at}
    )
    if created:
        edition.bump()
    return entry


@transaction.atomic
def revise(*, entry: Entry, message: Message, at: datetime) -> Entry:
    """Another wording under the same identifier; readers see it as updated."""
    for name, value in _content(message).items():
        setattr(entry, name, value)
    entry.updated_at, entry.withdrawn_at = at, None
    entry.save()
    edition.bump()
    return entry


@transaction.atomic
def withdraw(*, entry: Entry, at: datetime) -> None:
    """Out of the feed; harmless when it is gone already."""
    if Entry.objects.filter(pk=entry.pk, withdrawn_at=None).update(withdrawn_at=at):
        edition.bump()

"""Which mails are due, and what they say: one mail a subject for what comes at once, one digest for the rest."""

import logging
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from beffroi.commons.notifications.models import Mute, Notification, Pause
from beffroi.commons.notifications.types import NOW, answer_doors, groups, notification_kinds
from beffroi.ground.people.models import Account
from beffroi.ground.town.models import Town
from beffroi.kernel import mail, tokens
from beffroi.kernel.subjects import Card, Subject, cards_of

logger = logging.getLogger(__name__)

PEOPLE = 200
PER_SUBJECT = 5
SUBJECTS = 20
PURPOSE = "notifications-stop"


@dataclass(frozen=True)
class Line:
    """One piece of news, in words."""

    sentence: str
    excerpt: str
    url: str
    at: datetime


@dataclass
class Topic:
    """All the news of one subject: its title, where it is, the newest lines and how many more."""

    title: str
    url: str
    lines: list[Line] = field(default_factory=list)
    more: int = 0


def send_all(*, at: datetime) -> int:
    """Send what is due to everybody, person by person; what goes wrong for one does not stop the others."""
    sent, after = 0, 0
    due = Notification.objects.due(at).order_by("account").values_list("account", flat=True).distinct()
    while people := list(due.filter(account__gt=after)[:PEOPLE]):
        for account in people:
            try:
                sent += send_to(account_id=account, at=at)
            except Exception:
                logger.exception("The news of account %s could not be mailed; it is tried again.", account)
        after = people[-1]
    return sent


@transaction.atomic
def send_to(*, account_id: int, at: datetime) -> int:
    """Claim what is due for one person and hand over its mails, in one transaction: all of it or nothing."""
    # 1. The person's row is the lock: on PostgreSQL two workers do not claim the same news.
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    rows = list(Notification.objects.due(at).filter(account=account_id).order_by("created_at", "pk"))
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=at)
    if account is None or not account.is_active or not account.email:
        return 0
    # 2. What she has read meanwhile, or no longer wants, is not sent.
    rows = _still_wanted(account, rows, at)
    # 3. One mail a subject for what comes at once, one for all the rest.
    parcels: dict[Any, list[Notification]] = defaultdict(list)
    for row in rows:
        parcels[(row.subject or row.pk) if row.period == NOW else "digest"].append(row)
    for parcel in parcels.values():
        _send(account, parcel, at)
    return len(parcels)


def lines_by_subject(rows: Sequence[Notification], *, language: str, per_subject: int = PER_SUBJECT) -> list[Topic]:
    """The rows in words, grouped by subject; the subject with the newest news first, and in each the newest first."""
    cards = cards_of({row.subject for row in rows if row.subject})
    grouped: dict[Subject | None, list[Notification]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.created_at, row.pk), reverse=True):
        grouped[row.subject].append(row)
    topics = []
    for subject, some in grouped.items():
        card = cards.get(subject) if subject else None
        seen = card if card and card.is_public else None
        topic = Topic(title=_title(seen, some[0]), url=seen.url if seen else "")
        topic.lines = [_line(row, seen, language) for row in some[:per_subject]]
        topic.more = len(some) - len(topic.lines)
        topics.append(topic)
    return topics


def sentence(row: Notification, language: str) -> str:
    """What the kind says of it; "" for news whose kind is gone or whose params it cannot read: it is left out."""
    if row.kind not in notification_kinds:
        return ""
    try:
        return str(notification_kinds[row.kind].sentence(row.params, language))
    except (LookupError, TypeError, ValueError):
        logger.exception("The news %s (%s) cannot be put into words.", row.pk, row.kind)
        return ""


def _title(card: Card | None, row: Notification) -> str:
    return card.title if card else str(row.params.get("title") or "") if row.subject else ""


def _line(row: Notification, card: Card | None, language: str) -> Line:
    url = row.params.get("url") or (card.url if card else "")
    return Line(sentence(row, language), str(row.params.get("excerpt") or ""), str(url), row.created_at)


def _still_wanted(account: Account, rows: list[Notification], at: datetime) -> list[Notification]:
    muted = {mute.subject for mute in Mute.objects.filter(account=account)}
    paused = Pause.objects.filter(account=account, until__gt=at).exists()
    wanted = []
    for row in rows:
        if row.read_at or not sentence(row, account.language):
            continue
        if groups[notification_kinds[row.kind].group].is_fixed or not (paused or row.subject in muted):
            wanted.append(row)
    return wanted


def _send(account: Account, rows: list[Notification], at: datetime) -> None:
    language = account.language
    with override(language):
        topics = lines_by_subject(rows, language=language)
        town = Town.current()
        stoppable = sorted({notification_kinds[row.kind].group for row in rows if not groups[notification_kinds[row.kind].group].is_fixed})
        stop = ""
        if stoppable:
            token = tokens.sign(PURPOSE, {"account": account.pk, "groups": stoppable}, at=at)
            stop = _absolute(reverse("notifications:stop", args=[token]))
        digest = rows[0].period != NOW
        door = "" if digest or not rows[0].subject else _answer_address(account, rows[0].subject, at)
        title = _subject_line(topics, len(rows), digest, town.name)
        context = {
            "topics": topics[:SUBJECTS],
            "more_subjects": len(topics) - len(topics[:SUBJECTS]),
            "is_digest": digest,
            "is_single": len(rows) == 1,
            "town": town,
            "home": _absolute(reverse("notifications:list")),
            "settings_url": _absolute(reverse("notifications:preferences")),
            "site": mail.site(),
            "takes_answers": bool(door),
        }
        mail.send(
            to=account.email or "",
            subject=title,
            text=_tidy(render_to_string("notifications/mail.txt", context)),
            html=render_to_string("notifications/mail.html", context),
            key=f"notifications-{rows[0].pk}-{rows[-1].pk}-{len(rows)}",
            unsubscribe=stop,
            language=language,
            headers={"Reply-To": door} if door else None,
        )


def _answer_address(account: Account, subject: Subject, at: datetime) -> str:
    return next((address for door in answer_doors if (address := door.address(account, subject, at))), "")


def _subject_line(topics: list[Topic], count: int, digest: bool, town: str) -> str:
    if digest:
        line = ngettext("%(town)s: %(count)d piece of news for you", "%(town)s: %(count)d pieces of news for you", count)
        return line % {"town": town, "count": count}
    if count == 1:
        return topics[0].lines[0].sentence
    return _("%(title)s: %(count)d pieces of news") % {"title": topics[0].title or town, "count": count}


def _absolute(path: str) -> str:
    return path if path.startswith("http") else f"{mail.site()}{path}"


def _tidy(text: str) -> str:
    """Templates leave empty lines: at most one stays."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"

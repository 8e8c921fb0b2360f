"""Addresses and identifiers of one mail: where one leaves, where one chooses, its Message-ID."""

import re
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from beffroi.channels.newsletter.models import Issue, Letter, Subscriber
from beffroi.kernel import tokens
from beffroi.kernel.mail import site

CONFIRM, LEAVE, CHOOSE = "newsletter-confirm", "newsletter-leave", "newsletter-choose"
CONFIRM_LASTS, LEAVE_LASTS, CHOOSE_LASTS = timedelta(days=7), timedelta(days=3650), timedelta(days=365)
_ID = re.compile(r"<n\.(\d{1,18})\.(\d{1,18})\.([0-9a-f]{20})@[^>\s]+>")


def mail_domain() -> str:
    return parseaddr(settings.MAIL_FROM)[1].partition("@")[2] or urlsplit(settings.BASE_URL).hostname or "beffroi.invalid"


def _mark(issue_id: int, subscriber_id: int) -> str:
    return salted_hmac("beffroi.newsletter.message", f"{issue_id}.{subscriber_id}", algorithm="sha256").hexdigest()[:20]


def message_id(issue_id: int, subscriber_id: int) -> str:
    """Stable: the same issue to the same address has the same one."""
    return f"<n.{issue_id}.{subscriber_id}.{_mark(issue_id, subscriber_id)}@{mail_domain()}>"


def recipient_of(said: str) -> tuple[int, int]:
    """(issue, subscriber) of one of our own Message-IDs; (0, 0) for any other."""
    found = _ID.fullmatch(said.strip())
    if not found or not constant_time_compare(found[3], _mark(int(found[1]), int(found[2]))):
        return 0, 0
    return int(found[1]), int(found[2])


def leave_token(subscriber: Subscriber | int, letter: Letter | int, issue: Issue | int | None, at: datetime) -> str:
    said = [_pk(subscriber), _pk(letter), _pk(issue)]
    return tokens.sign(LEAVE, said, at=at)


def _pk(row: Any) -> int:
    return row if isinstance(row, int) else row.pk if row else 0


def leave_url(subscriber: Subscriber | int, letter: Letter | int, issue: Issue | int | None, at: datetime) -> str:
    return site() + reverse("newsletter:leave", args=[leave_token(subscriber, letter, issue, at)])


def choose_url(subscriber: Subscriber | int, at: datetime) -> str:
    return site() + reverse("newsletter:choose", args=[tokens.sign(CHOOSE, _pk(subscriber), at=at)])

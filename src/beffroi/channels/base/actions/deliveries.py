"""Asking for a publication: one row, one key, content frozen as it was approved."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.channels.base.models import Account, Delivery, DeliveryEvent, Heard
from beffroi.channels.base.types import Clip, Message, Picture, Poll, channels
from beffroi.kernel.subjects import Subject


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def message_of(delivery: Delivery) -> Message:
    """The message as it was frozen."""
    data = dict(delivery.message)
    pictures = tuple(
        Picture(image_id=p["image_id"], alt=p["alt"], focus=tuple(p["focus"]), crop=tuple(p.get("crop") or ()))
        for p in data.pop("pictures", [])
    )
    clip, poll = data.pop("clip", None), data.pop("poll", None)
    return Message(
        **data,
        pictures=pictures,
        clip=Clip(**clip) if clip else None,
        poll=Poll(**(poll | {"options": tuple(poll["options"])})) if poll else None,
    )


@transaction.atomic
def deliver(
    *,
    account: Account,
    message: Message,
    subject: Subject,
    key: str,
    at: datetime,
    priority: int = 5,
    expires_at: datetime | None = None,
    answers: Heard | None = None,
) -> Delivery:
    """Ask for one publication, at once or later (`at`). The same key again returns the same delivery.

    `expires_at`: past this hour it would mislead, and is not sent any more. `priority`: 0 goes first. `answers`: it goes
    out as the answer to what was heard, by the same account, where it was said (`Channel.reply`).
    """
    if answers is not None and answers.account_id != account.pk:
        raise ValueError("an answer goes out by the account that heard")
    frozen = asdict(message)
    delivery, created = Delivery.objects.get_or_create(
        key=key,
        defaults={
            "account": account,
            "subject_kind": subject.kind,
            "subject_id": subject.id,
            "message": frozen,
            "content_hash": content_hash(frozen),
            "next_at": at,
            "priority": priority,
            "expires_at": expires_at,
            "answers": answers,
            "is_answer": answers is not None,
            "cost": channels[account.kind].cost(account, message),
        },
    )
    if created:
        note(delivery, "asked", at=at)
    return delivery


def note(delivery: Delivery, word: str, *, at: datetime, detail: str = "") -> None:
    """One line of the delivery's history."""
    DeliveryEvent.objects.create(delivery=delivery, word=word, detail=detail[:2000], at=at)

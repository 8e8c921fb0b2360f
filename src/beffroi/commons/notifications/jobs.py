"""Telling many followers, and sending what is due."""

from datetime import datetime, timedelta
from typing import Any

from beffroi.commons.notifications import mails
from beffroi.commons.notifications.telling import tell
from beffroi.commons.notifications.types import follower_sources
from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.kernel.subjects import Subject

FOLLOWERS = 500


@task()
def tell_some_followers(
    *, source: str, subject: str, kind: str, params: dict[str, Any], origin: str, at: str, except_voice: int | None, after: int = 0
) -> None:
    """Tell one batch of followers, then ask for the next one."""
    about = Subject.parse(subject)
    voices = list(follower_sources[source].followers(about, after=after, size=FOLLOWERS))
    tell(
        voices_or_accounts=[voice for voice in voices if voice != except_voice],
        kind=kind,
        subject=about,
        params=params,
        origin=origin,
        at=datetime.fromisoformat(at),
    )
    if len(voices) == FOLLOWERS:
        tell_some_followers.enqueue(
            source=source, subject=subject, kind=kind, params=params, origin=origin, at=at, except_voice=except_voice, after=voices[-1]
        )


@task(every=timedelta(minutes=1))
def send_due_mails() -> None:
    """Hand over to the mail queue what is due; each person in a transaction of her own, so that a killed worker sends none twice."""
    mails.send_all(at=clock.now())

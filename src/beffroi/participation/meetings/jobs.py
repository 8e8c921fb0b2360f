from datetime import timedelta

from beffroi.commons.notifications.actions import tell_followers
from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.participation.meetings import notices, words
from beffroi.participation.meetings.actions.finding import address, subject_of
from beffroi.participation.meetings.actions.places import note_followers_reminded, note_reminded
from beffroi.participation.meetings.models import Meeting, Registration

BATCH = 200
EVE = timedelta(hours=24)


@task()
def mail_registered(meeting_id: int, what: str, key: str, after: int) -> None:
    """Everybody who registered or waits, some at a time; the key of each mail makes a second run harmless."""
    rows = Registration.objects.filter(meeting_id=meeting_id, pk__gt=after).exclude(state=Registration.CANCELLED).order_by("pk")
    batch = list(rows.select_related("account", "meeting__component__process")[:BATCH])
    notices.send_all(batch, what, key)
    if len(batch) == BATCH:
        mail_registered.enqueue(meeting_id=meeting_id, what=what, key=key, after=batch[-1].pk)


@task(every=timedelta(minutes=10))
def remind() -> None:
    """On the eve: those who have a place, and those who follow. Whoever registered since then has just had a mail."""
    at = clock.now()
    soon = Meeting.objects.announced().filter(state=Meeting.PUBLIC, starts_at__gt=at, starts_at__lte=at + EVE)
    for meeting in soon.select_related("component__process").order_by("starts_at")[:500]:
        rows = Registration.objects.filter(meeting=meeting, state=Registration.TAKEN, created_at__lt=meeting.starts_at - EVE)
        waiting = rows.exclude(reminded_for=meeting.starts_at).select_related("account").order_by("pk")
        while batch := list(waiting[:BATCH]):
            for row in batch:
                row.meeting = meeting
            key = f"meeting-reminder-{meeting.starts_at.isoformat()}"
            notices.send_all(batch, notices.REMINDER, key)
            note_reminded(registrations=batch, starts_at=meeting.starts_at)
        params = {
            "title": meeting.title, "when": f"{words.day(meeting)}, {words.hours(meeting)}", "where": words.where(meeting),
            "url": address(meeting),
        }  # fmt: skip
        if meeting.follows_count and meeting.reminded_for != meeting.starts_at:
            origin = f"meeting-soon-{meeting.pk}-{meeting.sequence}"
            tell_followers(subject=subject_of(meeting), kind="meetings:soon", params=params, origin=origin, at=at)
            note_followers_reminded(meeting=meeting)

from beffroi.commons.notifications.actions import tell, tell_followers
from beffroi.ground.people.models import Account
from beffroi.ground.people.rights import rights
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.participation.meetings import notices, words
from beffroi.participation.meetings.access import EDIT
from beffroi.participation.meetings.actions.finding import address, index_all, subject_of
from beffroi.participation.meetings.facts import (
    MeetingCancelled,
    MeetingFilling,
    MeetingMoved,
    MeetingPublished,
    MeetingRefused,
    MinutesPublished,
    PlaceFreed,
    Registered,
    RegistrationCancelled,
)
from beffroi.participation.meetings.jobs import mail_registered
from beffroi.participation.meetings.models import Meeting, Registration
from beffroi.participation.spaces.actions import add_happening
from beffroi.participation.spaces.facts import ProcessEdited, ProcessPublished
from beffroi.participation.spaces.models import TeamMember


def _meeting(pk: int) -> Meeting | None:
    return Meeting.objects.select_related("component__process", "proposed_by").filter(pk=pk).first()


def _registration(pk: int) -> Registration | None:
    return Registration.objects.select_related("account", "meeting__component__process").filter(pk=pk).first()


def _params(meeting: Meeting, **more: str) -> dict[str, str]:
    return {
        "title": meeting.title,
        "when": f"{words.day(meeting)}, {words.hours(meeting)}",
        "where": words.where(meeting),
        "url": address(meeting),
    } | more


@on(Registered)
def send_the_ticket(fact: Registered) -> None:
    row = _registration(fact.registration_id)
    if row is not None and row.state != Registration.CANCELLED:
        what = notices.TAKEN if row.state == Registration.TAKEN else notices.WAITING
        notices.send(row, what, f"meeting-registered-{row.pk}")


@on(PlaceFreed)
def tell_who_waited(fact: PlaceFreed) -> None:
    row = _registration(fact.registration_id)
    if row is None or row.state != Registration.TAKEN:
        return
    notices.send(row, notices.FREED, f"meeting-freed-{row.pk}")
    if row.account is not None:
        meeting = row.meeting
        tell(
            voices_or_accounts=[row.account], kind="meetings:freed", subject=subject_of(meeting), origin=f"meeting-freed-{row.pk}",
            params=_params(meeting, url=address(meeting, "ticket", row.key)), at=clock.now(),
        )  # fmt: skip


@on(RegistrationCancelled)
def tell_who_was_taken_off(fact: RegistrationCancelled) -> None:
    row = _registration(fact.registration_id) if fact.by_team else None
    if row is not None:
        notices.send(row, notices.REMOVED, f"meeting-removed-{row.pk}")


@on(MeetingPublished)
def tell_of_a_new_meeting(fact: MeetingPublished) -> None:
    """Those who follow the space, and who proposed it."""
    meeting = _meeting(fact.meeting_id)
    if meeting is None or meeting.published_at is None:
        return
    at, subject, origin = clock.now(), subject_of(meeting), f"meeting-announced-{meeting.pk}"
    process = meeting.component.process
    add_happening(process=process, title=meeting.title[:200], at=meeting.published_at, url=address(meeting), origin=origin)
    if meeting.proposed_by:
        tell(voices_or_accounts=[meeting.proposed_by], kind="meetings:kept", subject=subject, params=_params(meeting), origin=origin, at=at)
    params = _params(meeting) | {"process": process.title}
    tell_followers(subject=Subject("process", process.pk), kind="meetings:announced", params=params, origin=origin, at=at)


@on(MeetingRefused)
def tell_who_proposed(fact: MeetingRefused) -> None:
    meeting = _meeting(fact.meeting_id)
    if meeting is not None and meeting.proposed_by:
        tell(
            voices_or_accounts=[meeting.proposed_by], kind="meetings:refused", subject=subject_of(meeting), at=clock.now(),
            params=_params(meeting) | {"excerpt": meeting.why}, origin=f"meeting-refused-{meeting.pk}",
        )  # fmt: skip


@on(MeetingMoved)
def tell_that_it_moved(fact: MeetingMoved) -> None:
    meeting = _meeting(fact.meeting_id)
    if meeting is not None and not meeting.is_cancelled and meeting.sequence == fact.sequence:
        origin = f"meeting-moved-{meeting.pk}-{fact.sequence}"
        mail_registered.enqueue(meeting_id=meeting.pk, what=notices.MOVED, key=origin, after=0)
        params, at = _params(meeting), clock.now()
        tell_followers(subject=subject_of(meeting), kind="meetings:moved", params=params, origin=origin, at=at)


@on(MeetingCancelled)
def tell_that_it_is_cancelled(fact: MeetingCancelled) -> None:
    meeting = _meeting(fact.meeting_id)
    if meeting is not None:
        at, origin = clock.now(), f"meeting-cancelled-{meeting.pk}"
        mail_registered.enqueue(meeting_id=meeting.pk, what=notices.CANCELLED, key=origin, after=0)
        params = _params(meeting) | {"excerpt": meeting.why}
        tell_followers(subject=subject_of(meeting), kind="meetings:cancelled", params=params, origin=origin, at=at)
        add_happening(process=meeting.component.process, title=fact.headline()[:200], at=at, url=address(meeting), origin=origin)


@on(MinutesPublished)
def tell_of_the_minutes(fact: MinutesPublished) -> None:
    """Who was there or registered, and who follows; each once."""
    meeting = _meeting(fact.meeting_id)
    if meeting is None or meeting.minutes_at is None:
        return
    at, subject, origin, params = clock.now(), subject_of(meeting), f"meeting-minutes-{meeting.pk}", _params(meeting)
    add_happening(
        process=meeting.component.process, title=fact.headline()[:200], at=meeting.minutes_at, url=address(meeting), origin=origin
    )
    came = Registration.objects.filter(meeting=meeting, state=Registration.TAKEN, account__isnull=False).order_by("pk")
    ids = list(came.values_list("account_id", flat=True))
    for start in range(0, len(ids), 500):
        accounts = list(Account.objects.filter(pk__in=ids[start : start + 500]))
        tell(voices_or_accounts=accounts, kind="meetings:minutes", subject=subject, params=params, origin=origin, at=at)
    tell_followers(subject=subject, kind="meetings:minutes", params=params, origin=origin, at=at)


@on(MeetingFilling)
def tell_the_team(fact: MeetingFilling) -> None:
    meeting = _meeting(fact.meeting_id)
    if meeting is None:
        return
    team = TeamMember.objects.filter(process_id=fact.process_id, role__in=list(rights[EDIT].roles)).values("account_id")
    tell(
        voices_or_accounts=list(Account.objects.filter(pk__in=team)), kind="meetings:filling", subject=subject_of(meeting),
        params=_params(meeting) | {"percent": fact.percent}, origin=f"meeting-filling-{meeting.pk}-{fact.percent}", at=clock.now(),
    )  # fmt: skip


@on(ProcessPublished)
def find_its_meetings(fact: ProcessPublished) -> None:
    index_all(process_id=fact.process_id, at=clock.now())


@on(ProcessEdited)
def find_what_was_opened(fact: ProcessEdited) -> None:
    """A part became public, or is no longer."""
    index_all(process_id=fact.process_id, at=clock.now(), only_turned=True)

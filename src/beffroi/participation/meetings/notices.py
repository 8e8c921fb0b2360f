"""What people who registered are told by mail: their ticket, the place that freed, the eve, what changed."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.kernel import mail
from beffroi.participation.meetings import services, words
from beffroi.participation.meetings.actions.finding import address
from beffroi.participation.meetings.models import Meeting, Registration

TAKEN, WAITING, FREED, REMINDER, MOVED, CANCELLED, REMOVED = "taken", "waiting", "freed", "reminder", "moved", "cancelled", "removed"
WITH_TICKET = (TAKEN, FREED, REMINDER, MOVED)


def subject(what: str, title: str) -> str:
    said = {
        TAKEN: _("You are registered: %(title)s"),
        WAITING: _("You are on the waiting list: %(title)s"),
        FREED: _("A place is free for you: %(title)s"),
        REMINDER: _("Soon: %(title)s"),
        MOVED: _("Changed: %(title)s"),
        CANCELLED: _("Cancelled: %(title)s"),
        REMOVED: _("Your registration was cancelled: %(title)s"),
    }
    return said[what] % {"title": title}


def sentence(what: str, meeting: Meeting) -> str:
    said = {
        TAKEN: _("Your place is kept. Show this code at the door, on paper or on your phone."),
        WAITING: _("The room is full. If somebody gives a place back, the next in the queue has it, and we write to you at once."),
        FREED: _("Somebody gave a place back: it is yours. Show this code at the door."),
        REMINDER: _(
            "Here is what you need to know before you come. If you cannot come, give your place back: somebody waits for it, perhaps."
        ),
        MOVED: _("The hour or the place has changed. Your registration stands; if it does not suit you, give your place back."),
        CANCELLED: _("This meeting does not take place. Why: %(why)s") % {"why": meeting.why},
        REMOVED: _("The team cancelled your registration. Answer this mail if it is a mistake."),
    }
    return str(said[what])


def send(registration: Registration, what: str, key: str) -> None:
    """One mail, once per key. Whoever has no address is told nothing by mail. `meeting.component.process` must be loaded."""
    account, meeting = registration.account, registration.meeting
    to = (account.email if account else registration.email) or ""
    if not to:
        return
    with override(account.language if account else "fr"):
        online = meeting.online_url if registration.is_online or meeting.kind != Meeting.IN_PERSON else ""
        ticket = mail.site() + address(meeting, "ticket", registration.key)
        has_ticket = what in WITH_TICKET and registration.state == Registration.TAKEN
        context = {
            "title": meeting.title,
            "sentence": sentence(what, meeting),
            "name": registration.name,
            "when": f"{words.day(meeting)}, {words.hours(meeting)}",
            "where": "" if registration.is_online else meeting.place,
            "hints": "" if registration.is_online else meeting.hints,
            "services": [] if registration.is_online else services.said(meeting.services),
            "online_url": online if what in WITH_TICKET else "",
            "ticket": ticket,
            "code": registration.code if has_ticket else "",
            "qr": f"{ticket}qr.png" if has_ticket and meeting.has_room and not registration.is_online else "",
            "is_on": what not in (CANCELLED, REMOVED),
            "page": mail.site() + address(meeting),
        }
        text = render_to_string("meetings/mail.txt", context)
        html = render_to_string("meetings/mail.html", context)
        language = account.language if account else "fr"
        mail.send(to=to, subject=subject(what, meeting.title), text=text, html=html, key=key, language=language)


def send_all(rows: Iterable[Registration], what: str, key: str) -> None:
    for row in rows:
        send(row, what, f"{key}-{row.pk}")

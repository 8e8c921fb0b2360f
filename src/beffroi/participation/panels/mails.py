"""What people of a panel receive by e-mail, in the language of the town. Letters say the same on paper."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.kernel import mail
from beffroi.participation.panels.models import Candidate, Panel, Seat
from beffroi.participation.spaces.rules import day_and_time


def own_page(code: str) -> str:
    """Where a code leads, in full: for mails, letters and QR codes."""
    with override(settings.LANGUAGE_CODE):
        return mail.site() + reverse("panels_town:mine", args=[code])


def _send(row: Candidate, key: str, subject: str, text: str) -> None:
    if row.contact.get("email"):
        mail.send(to=row.contact["email"], subject=subject, text=text, key=key, language=settings.LANGUAGE_CODE)


def _words(row: Candidate, panel: Panel) -> dict[str, str]:
    words = {"title": panel.component.title, "number": row.pseudonym, "name": row.contact.get("name", "")}
    return {**words, "page": own_page(row.contact.get("code", ""))}


def signed_up(row: Candidate, panel: Panel) -> None:
    with override(settings.LANGUAGE_CODE):
        text = _(
            "Hello %(name)s,\n\nyou are on the list from which “%(title)s” will be drawn by lot.\n\nYour number in the draw: %(number)s\n"
            "Keep it: with it you can check that the published panels treat you fairly.\n\nYour own page, to change your answers or to"
            " leave the list:\n%(page)s\n\nThis address is yours alone: do not pass it on."
        )
        subject = _("You are on the list – %(title)s") % {"title": panel.component.title}
        _send(row, f"panels-joined-{row.pk}", subject, text % _words(row, panel))


def drawn(seat: Seat) -> None:
    row, panel = seat.candidate, seat.panel
    with override(settings.LANGUAGE_CODE):
        text = _(
            "Hello %(name)s,\n\nyou have been drawn by lot for “%(title)s”.\n\nDo you accept? Please say yes or no by %(day)s:\n%(page)s\n\n"
            "If you cannot come, say so: somebody like you is then drawn in your place."
        )
        subject = _("You have been drawn – %(title)s") % {"title": panel.component.title}
        _send(row, f"panels-drawn-{seat.pk}", subject, text % {**_words(row, panel), "day": day_and_time(seat.answer_by)})


def not_drawn(row: Candidate, panel: Panel) -> None:
    with override(settings.LANGUAGE_CODE):
        text = _(
            "Hello %(name)s,\n\nthe dice fell on another panel: you have not been drawn for “%(title)s”.\n\nThank you for having said yes."
            " Somebody may still drop out: we would then write to you. Your own page:\n%(page)s\n\nWhat you told us is erased some weeks after"
            " the end of the panel."
        )
        subject = _("The panel is drawn – %(title)s") % {"title": panel.component.title}
        _send(row, f"panels-not-drawn-{row.pk}", subject, text % _words(row, panel))

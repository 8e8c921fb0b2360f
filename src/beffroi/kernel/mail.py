"""Mail: written in the database with the rows it is about, sent by the worker, one per key.

A mail server gives no promise of "once": a worker killed between the sending and the note of it sends again, with the
same Message-ID, by which mail programs know it is the same mail.
"""

import hashlib
import smtplib
from collections.abc import Mapping
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils.html import linebreaks, urlize
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.kernel import clock, jobs
from beffroi.kernel.later import Later
from beffroi.kernel.models import Mail

if TYPE_CHECKING:
    import css_inline
else:
    css_inline = Later("css_inline")

HEADERS = frozenset({"In-Reply-To", "References", "Reply-To", "Auto-Submitted"})  # what a mail of a conversation may say


def send(
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    key: str,
    unsubscribe: str = "",
    language: str = "fr",
    headers: Mapping[str, str] | None = None,
) -> Mail | None:
    """Ask for one mail, in the caller's transaction; None if one with this key was asked for before.

    `html` is the inner part only (the frame is ours); without it the text is shown with its links. `unsubscribe` is the
    full address of a page that answers to POST without further question (RFC 8058). `headers`: of `HEADERS` only.
    """
    if unknown := set(headers or {}) - HEADERS:
        raise ValueError(f"no header of a mail from here: {unknown}")
    address = parseaddr(to)[1]
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(_("“%(address)s” is not an e-mail address.") % {"address": to}) from None
    mail, is_new = Mail.objects.get_or_create(
        key=_short(key),
        defaults={
            "to": address,
            "subject": " ".join(subject.split())[:250],
            "text": text,
            "html": html,
            "unsubscribe": unsubscribe,
            "headers": {name: " ".join(value.split()) for name, value in (headers or {}).items()},
            "language": language,
        },
    )
    if not is_new:
        return None
    deliver.using(unique=f"mail:{mail.pk}").enqueue(mail_id=mail.pk)
    return mail


def _short(key: str) -> str:
    return key if len(key) <= 200 else hashlib.sha256(key.encode()).hexdigest()


jobs.limit("mail", 2)


@jobs.task(queue="mail", retries=14)
def deliver(mail_id: int) -> None:
    """Hand one mail to the mail server; never the same twice."""
    mail = Mail.objects.filter(pk=mail_id, sent_at=None, failed_at=None).first()
    if mail is None:
        return
    try:
        message(mail).send()
    except Exception as error:
        if not is_permanent(error):
            Mail.objects.filter(pk=mail.pk).update(error=repr(error)[:500])
            raise
        Mail.objects.filter(pk=mail.pk).update(failed_at=clock.now(), error=repr(error)[:500])
        raise jobs.GiveUp(repr(error)) from error
    Mail.objects.filter(pk=mail.pk).update(sent_at=clock.now(), error="")


def is_permanent(error: Exception) -> bool:
    """Whether trying again is useless: the other side said 5xx. Wrong credentials are for the town to mend, so they wait."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return False
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _why in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    return isinstance(error, (ValueError, UnicodeError))  # a header that cannot be written


def message(mail: Mail) -> EmailMultiAlternatives:
    """The mail as it goes out: text always, our HTML beside it."""
    with override(mail.language):
        content = mark_safe(mail.html) if mail.html else linebreaks(urlize(mail.text, autoescape=True))
        footer = _("To stop these mails: %(address)s") % {"address": mail.unsubscribe} if mail.unsubscribe else ""
        page = render_to_string("kernel/mail.html", {"mail": mail, "content": content, "style": _style()})
    headers = {
        "Message-ID": message_id(mail.key),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if mail.unsubscribe:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    headers |= mail.headers
    text = f"{mail.text}\n\n-- \n{footer}\n" if footer else mail.text
    made = EmailMultiAlternatives(mail.subject, text, settings.MAIL_FROM, [mail.to], headers=headers)
    made.attach_alternative(css_inline.inline(page), "text/html")
    return made


def site() -> str:
    """The address that mails and letters name: never a path alone, which leads nowhere on paper."""
    return settings.BASE_URL or f"http://localhost:{settings.PORT}"


def message_id(key: str) -> str:
    """The same key has the same one, so that mail programs know a mail that came twice."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{_domain()}>"


def _domain() -> str:
    return parseaddr(settings.MAIL_FROM)[1].partition("@")[2] or urlsplit(settings.BASE_URL).hostname or "beffroi.invalid"


@cache
def _style() -> str:
    return mark_safe((Path(__file__).parent / "assets" / "mail.css").read_text())

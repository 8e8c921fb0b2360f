"""E-mail to many: the words are put in their frame once, then addressed; one connection for a batch."""

import hashlib
import smtplib
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.direct import AGAIN, EMAIL, FAILED, SENT, UNKNOWN, Direct, DirectSender, Outcome
from beffroi.kernel import mail
from beffroi.kernel.models import Mail

WAIT = 60
MOST_CUTS = 3  # lines in one batch


class BatchMail(DirectSender):
    """Items of one batch say the same but for the reader's own links: the frame is computed for the first alone."""

    kind = EMAIL
    label = _("E-mail")

    def is_ready(self) -> bool:
        return True

    def send_many(self, items: Sequence[Direct], *, at: datetime) -> list[Outcome]:
        if not items:
            return []
        connection, frame, outcomes, cuts = None, Frame(items[0]), [], 0
        for item in items:
            if cuts >= MOST_CUTS:
                outcomes.append(Outcome(item.key, AGAIN, "the line was cut again and again", WAIT))
                continue
            try:
                connection = connection or _open()
            except OSError as error:  # smtplib's errors are OSErrors too
                cuts = MOST_CUTS
                outcomes.append(Outcome(item.key, AGAIN, repr(error)[:200], WAIT))
                continue
            outcome, is_cut = send_one(connection, frame.address(item), item)
            outcomes.append(outcome)
            if is_cut:
                cuts, connection = cuts + 1, None
        if connection is not None:
            with suppress(OSError):  # everything was said already
                connection.close()
        return outcomes


def _open() -> Any:
    connection = get_connection()
    connection.open()
    return connection


def send_one(connection: Any, message: EmailMultiAlternatives, item: Direct) -> tuple[Outcome, bool]:
    """Send on an open connection. Also whether the connection is of no more use."""
    try:
        connection.send_messages([message])
    except smtplib.SMTPServerDisconnected as error:
        # Cut before the server said that it has it: nobody knows.
        return Outcome(item.key, UNKNOWN, repr(error)[:200]), True
    except smtplib.SMTPException as error:
        state = FAILED if mail.is_permanent(error) else AGAIN
        # 421: the other side closes the line (too many on one), and has not taken this one.
        return Outcome(item.key, state, repr(error)[:200], WAIT), getattr(error, "smtp_code", 0) == 421
    except OSError as error:
        return Outcome(item.key, UNKNOWN, repr(error)[:200]), True
    except (ValueError, UnicodeError) as error:
        return Outcome(item.key, FAILED, repr(error)[:200]), False
    return Outcome(item.key, SENT), False


class Frame:
    """The whole mail of the first item, taken apart where items differ."""

    def __init__(self, first: Direct) -> None:
        self.first = first
        row = Mail(
            to=first.to, subject=" ".join(first.subject.split())[:250], text=first.text, html=first.html, key=first.key,
            unsubscribe=first.unsubscribe, language=first.language,
        )  # fmt: skip
        self.message = mail.message(row)
        self.page = str(self.message.alternatives[0][0])
        self.text = str(self.message.body)
        self.domain = str(self.message.extra_headers["Message-ID"]).partition("@")[2]

    def address(self, item: Direct) -> EmailMultiAlternatives:
        if item is self.first:
            return self.message
        text, page = self._for(item, self.text), self._for(item, self.page)
        headers = dict(self.message.extra_headers)
        headers["Message-ID"] = f"<{hashlib.sha256(item.key.encode()).hexdigest()[:40]}@{self.domain}"
        if item.unsubscribe:
            headers["List-Unsubscribe"] = f"<{item.unsubscribe}>"
        made = EmailMultiAlternatives(self.message.subject, text, self.message.from_email, [item.to], headers=headers)
        made.attach_alternative(page, "text/html")
        return made

    def _for(self, item: Direct, text: str) -> str:
        """The signed part of the links is the reader's own."""
        return text.replace(token_in(self.first), token_in(item))


def token_in(item: Direct) -> str:
    """What stands at the end of the way out."""
    return item.unsubscribe.rstrip("/").rpartition("/")[2]

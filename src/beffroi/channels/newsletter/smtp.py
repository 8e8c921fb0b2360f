"""One connection to the mail server for many mails, and what its answers mean.

Proof matters: what is lost before the text was handed over (DATA) surely did not go out, what is lost after may have.
"""

import re
import smtplib
from collections.abc import Callable
from types import TracebackType
from typing import Any

from django.core.mail import EmailMessage, get_connection

from beffroi.channels.base.direct import AGAIN, FAILED, GONE, SENT, UNKNOWN, Outcome

PER_CONNECTION = 100  # many servers close the line after so many
_ENHANCED = re.compile(rb"\b([245]\.\d{1,3}\.\d{1,3})\b")
NO_ADDRESS = {550, 551, 553}


class Line:
    """`with Line() as line: line.send(message, key)`; opened when needed, and again after it was lost."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._used = 0
        self._handed_over = False

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def open(self) -> Outcome | None:
        """None: the line stands; else why it does not, and nothing was sent."""
        if self._connection is not None and self._used < PER_CONNECTION:
            return None
        self.close()
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            return Outcome("", AGAIN, _said(error), wait=60)
        self._connection, self._used = connection, 0
        server = getattr(connection, "connection", None)
        if isinstance(server, smtplib.SMTP):
            server.data = self._watched(server.data)  # type: ignore[method-assign]
        return None

    def _watched(self, data: Callable[..., Any]) -> Callable[..., Any]:
        def watched(text: Any) -> Any:
            self._handed_over = True
            return data(text)

        return watched

    def send(self, message: EmailMessage, key: str) -> Outcome:
        """One mail to one address; never raises for what the server says."""
        if (closed := self.open()) is not None:
            return Outcome(key, AGAIN, closed.detail, wait=closed.wait)
        self._handed_over, self._used = False, self._used + 1
        try:
            self._connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            return self._refused(key, code, said, about_address=True)
        except smtplib.SMTPServerDisconnected as error:
            self.close()
            return Outcome(key, UNKNOWN if self._handed_over else AGAIN, _said(error), wait=60)
        except smtplib.SMTPResponseException as error:
            return self._refused(key, error.smtp_code, error.smtp_error, about_address=False)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome(key, UNKNOWN if self._handed_over else AGAIN, _said(error), wait=60)
        except (ValueError, UnicodeError) as error:  # a header that cannot be written
            return Outcome(key, FAILED, _said(error))
        return Outcome(key, SENT)

    def _refused(self, key: str, code: int, said: bytes | str, *, about_address: bool) -> Outcome:
        raw = said.encode() if isinstance(said, str) else said
        if code == 421:  # the server closes
            self.close()
        state = meaning(code, raw, about_address=about_address)
        return Outcome(key, state, f"{code} {raw.decode(errors='replace')}"[:300], wait=300 if state == AGAIN else 0)

    def close(self) -> None:
        if self._connection is not None:
            try:
                self._connection.close()
            except (OSError, smtplib.SMTPException):
                pass
        self._connection = None


def meaning(code: int, said: bytes, *, about_address: bool) -> str:
    """GONE: no such address; AGAIN: for the time being; FAILED: not this mail (RFC 5321, 4.2; RFC 3463)."""
    found = _ENHANCED.search(said)
    enhanced = found[1].decode() if found else ""
    if 400 <= code < 500 or code == 552 or enhanced.startswith(("4.", "5.2.2")):  # 552 and 5.2.2: the mailbox is full
        return AGAIN
    if not about_address:
        return FAILED
    if enhanced:
        return GONE if enhanced.startswith(("5.1.", "5.2.1")) else FAILED
    return GONE if code in NO_ADDRESS else FAILED


def _said(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:300]

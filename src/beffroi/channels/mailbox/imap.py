"""Reading a mailbox: our own doors around `imaplib`. Nothing is changed there; nothing lasts or weighs more than it may."""

import imaplib
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date

import certifi
from django.conf import settings
from django.utils.translation import gettext as _

from beffroi.channels.base.types import ChannelError
from beffroi.kernel import addresses

TLS, STARTTLS, PLAIN = "tls", "starttls", "plain"
SECONDS = 60.0  # for a whole look
STEP = 15.0  # for one answer
MOST_BYTES = 1_000_000  # of one mail; the beginning holds the words
MOST_LITERAL = MOST_BYTES + 1024
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBERS = re.compile(rb"\d+")


@dataclass(frozen=True)
class Box:
    """Where a mailbox is, and who reads it."""

    host: str
    port: int
    tls: str
    user: str
    password: str
    folder: str = "INBOX"


def is_ours(host: str, port: int) -> bool:
    """A server of the town's own network, named by the settings of the installation."""
    return f"{host.strip('[]')}:{port}" in settings.MAILBOX_ALLOW


class _Line(imaplib.IMAP4):
    """One connection: to an address that was checked, within a time, with literals that are not too long."""

    def __init__(self, box: Box, seconds: float) -> None:
        self.box, self.deadline = box, time.monotonic() + seconds
        super().__init__(box.host, box.port, timeout=STEP)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        host, port = self.box.host, self.box.port
        found = addresses.resolve(host, port, seconds=self._left())
        if not is_ours(host, port) and not (found and all(addresses.is_public(ip) for ip in found)):
            raise ChannelError(
                _("This mail server is in a private network. The settings of the installation must allow it."), permanent=True
            )
        last: OSError | None = None
        for ip in found:
            try:
                made = socket.create_connection((str(ip), port), timeout=self._left())
            except OSError as error:
                last = error
                continue
            return _context().wrap_socket(made, server_hostname=host) if self.box.tls == TLS else made
        raise last or OSError(host)

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, STEP)

    def read(self, size: int) -> bytes:
        if size > MOST_LITERAL:
            raise self.abort(f"a literal of {size} bytes")
        self.sock.settimeout(self._left())
        found = super().read(size)
        if len(found) < size:
            raise self.abort("the line was cut")
        return found

    def readline(self) -> bytes:
        self.sock.settimeout(self._left())
        return super().readline()


_contexts: list[ssl.SSLContext] = []


def _context() -> ssl.SSLContext:
    if not _contexts:
        _contexts.append(ssl.create_default_context(cafile=certifi.where()))
    return _contexts[0]


class Folder:
    """One folder, opened to be read."""

    def __init__(self, line: _Line) -> None:
        self._line = line
        self.validity = int(_first_number(line.response("UIDVALIDITY")[1]) or 0)

    def uids(self, *, above: int = 0, since: date | None = None) -> list[int]:
        """Mails above a number, or that arrived since a day, in order."""
        if above:
            answer = self._line.uid("SEARCH", "UID", f"{above + 1}:*")  # "*" always gives the last one
        else:
            day = since or date(2000, 1, 1)
            answer = self._line.uid("SEARCH", "SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}")
        words = _said(answer)
        return sorted({int(word) for part in words for word in _NUMBERS.findall(part) if int(word) > above})

    def mail(self, uid: int) -> bytes:
        """The beginning of a mail, without marking it as read; empty if it is no longer there."""
        answer = self._line.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        return next((part[1] for part in answer[1] if isinstance(part, tuple) and isinstance(part[1], bytes)), b"")


@contextmanager
def opened(box: Box, *, seconds: float = SECONDS) -> Iterator[Folder]:
    """The folder of a box; whatever goes wrong is a ChannelError with a sentence."""
    line: _Line | None = None
    try:
        line = _connect(box, seconds)
        yield Folder(line)
    except ChannelError:
        raise
    except ssl.SSLCertVerificationError:
        raise ChannelError(_("The certificate of this mail server is not valid for its name."), permanent=True) from None
    except ssl.SSLError:
        raise ChannelError(_("This port does not speak TLS. Choose STARTTLS, or the port 993."), permanent=True) from None
    except imaplib.IMAP4.abort:
        raise ChannelError(_("The mail server cut the line."), wait=300) from None
    except imaplib.IMAP4.error as error:
        raise ChannelError(_("The mail server refused: %(why)s") % {"why": str(error)[:200]}, wait=900) from None
    except TimeoutError:
        raise ChannelError(_("The mail server takes too long to answer."), wait=300) from None
    except (OSError, ValueError, UnicodeError):
        raise ChannelError(_("The mail server cannot be reached."), wait=300) from None
    finally:
        if line is not None:
            _leave(line)


def _connect(box: Box, seconds: float) -> _Line:
    line = _Line(box, seconds)
    try:
        if box.tls == STARTTLS:
            try:
                if "STARTTLS" not in line.capabilities:
                    raise imaplib.IMAP4.error
                line.starttls(_context())
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:
                raise ChannelError(_("This mail server does not offer STARTTLS."), permanent=True) from None
        _login(line, box)
        _select(line, box)
    except BaseException:
        _leave(line)
        raise
    return line


def _login(line: _Line, box: Box) -> None:
    try:
        if box.user.isascii() and box.password.isascii():
            line.login(box.user, box.password)
        else:
            line.authenticate("PLAIN", lambda _challenge: f"\0{box.user}\0{box.password}".encode())
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        said = str(error)
        if "UNAVAILABLE" in said or "INUSE" in said or "LIMIT" in said:
            raise ChannelError(_("The mail server has too much to do."), wait=900) from None
        if "pplication-specific" in said or "app password" in said.lower():
            sentence = _("This provider asks for an app password: make one in the settings of the mailbox.")
        else:
            sentence = _("The mail server does not accept this name and password.")
        raise ChannelError(sentence, permanent=True, reauthorise=True) from None


def _select(line: _Line, box: Box) -> None:
    kind, said = line.select(_quoted(box.folder), readonly=True)
    if kind != "OK":
        why = b" ".join(part for part in said if isinstance(part, bytes)).decode(errors="replace")
        if "UNAVAILABLE" in why or "INUSE" in why:
            raise ChannelError(_("The mail server has too much to do."), wait=900)
        raise ChannelError(
            _("There is no folder “%(folder)s” in this mailbox, or it may not be read.") % {"folder": box.folder}, permanent=True
        )


def _leave(line: _Line) -> None:
    try:
        line.deadline = min(line.deadline, time.monotonic() + 2)
        line.logout()
    except (imaplib.IMAP4.error, OSError, ValueError):  # ValueError: the line is closed already
        with suppress(OSError):  # and may have been by a certificate that was refused
            line.shutdown()


def _quoted(folder: str) -> str:
    """A name of folder as IMAP writes it (modified UTF-7, RFC 3501)."""
    out: list[str] = []
    wide = ""
    for letter in [*folder, ""]:
        if letter and not " " <= letter <= "~":
            wide += letter
            continue
        if wide:
            coded = wide.encode("utf-7").decode().removeprefix("+").removesuffix("-")
            out.append(f"&{coded.replace('/', ',')}-")
            wide = ""
        out.append("&-" if letter == "&" else letter)
    inner = "".join(out).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


def _said(answer: tuple[str, list]) -> list[bytes]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(b" ".join(part for part in data if isinstance(part, bytes)).decode(errors="replace"))
    return [part for part in data if isinstance(part, bytes)]


def _first_number(data: list | None) -> bytes | None:
    for part in data or []:
        if isinstance(part, bytes) and (found := _NUMBERS.search(part)):
            return found[0]
    return None

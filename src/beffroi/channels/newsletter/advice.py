"""Will our mails arrive? What this machine can see of SPF, DKIM and DMARC, and what to check where it cannot look."""

import ipaddress
import os
import secrets
import socket
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

RESOLVERS = Path("/etc/resolv.conf")
SECONDS = 2.0
SELECTORS = ("default", "dkim", "mail", "s1", "selector1", "k1", "ovh", "brevo", "google")
GOOD, MIND, STOP, UNSEEN = "good", "bell", "brick", ""


@dataclass(frozen=True)
class Finding:
    """One thing looked at: its tone, what was found, what to do."""

    title: Any
    tone: str
    sentence: Any
    record: str = ""


@dataclass
class Report:
    sender: str
    domain: str
    server: str
    can_look: bool
    findings: list[Finding] = field(default_factory=list)


class CannotLook(Exception):
    """No name server answers."""


def servers() -> list[tuple[str, int]]:
    """Name servers of this machine."""
    try:
        lines = RESOLVERS.read_text().splitlines()
    except OSError:
        return []
    found = [line.split()[1] for line in lines if line.startswith("nameserver") and len(line.split()) > 1]
    return [(address.split("%")[0], 53) for address in found[:2]]


def question(name: str, number: int) -> bytes:
    """A DNS question for TXT records (RFC 1035, 4.1)."""
    labels = b"".join(bytes([len(label)]) + label for label in name.encode("idna").split(b".") if label)
    return number.to_bytes(2, "big") + b"\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00" + labels + b"\x00\x00\x10\x00\x01"


def texts(answer: bytes, number: int) -> list[str]:
    """TXT records of an answer; CannotLook if it is not ours or cannot be read."""
    if len(answer) < 12 or answer[:2] != number.to_bytes(2, "big") or answer[3] & 15 not in (0, 3):
        raise CannotLook
    found, place = [], 12
    try:
        for _question in range(int.from_bytes(answer[4:6], "big")):
            place = _after_name(answer, place) + 4
        for _record in range(int.from_bytes(answer[6:8], "big")):
            place = _after_name(answer, place)
            kind, length = int.from_bytes(answer[place : place + 2], "big"), int.from_bytes(answer[place + 8 : place + 10], "big")
            data = answer[place + 10 : place + 10 + length]
            place += 10 + length
            if kind == 16:
                found.append(_strings(data))
    except IndexError:
        raise CannotLook from None
    return found


def _after_name(answer: bytes, place: int) -> int:
    while True:
        length = answer[place]
        if length >= 192:
            return place + 2
        if length == 0:
            return place + 1
        place += length + 1


def _strings(data: bytes) -> str:
    parts, place = [], 0
    while place < len(data):
        parts.append(data[place + 1 : place + 1 + data[place]])
        place += data[place] + 1
    return b"".join(parts).decode(errors="replace")


def look_up(name: str) -> list[str]:
    """TXT records of a name, asked of this machine's own name servers."""
    for server in servers():
        number = secrets.randbelow(65536)
        family = socket.AF_INET6 if ":" in server[0] else socket.AF_INET
        try:
            ipaddress.ip_address(server[0])
            with socket.socket(family, socket.SOCK_DGRAM) as door:
                door.settimeout(SECONDS)
                door.connect(server)
                door.send(question(name, number))
                return texts(door.recv(4096), number)
        except (OSError, ValueError, CannotLook):
            continue
    raise CannotLook


def look() -> Report:
    """The whole page."""
    sender = parseaddr(settings.MAIL_FROM)[1]
    domain = sender.partition("@")[2].lower()
    server = os.fspath(getattr(settings, "EMAIL_HOST", "")) if "smtp" in settings.EMAIL_BACKEND else ""
    report = Report(sender, domain, server, can_look=True)
    report.findings.append(_own(sender, domain, server))
    if "." not in domain or domain.endswith((".invalid", ".localhost")):
        report.can_look = False
        return report
    for check in (_spf, _dkim, _dmarc):
        try:
            report.findings.append(check(domain))
        except CannotLook:
            report.can_look = False
            report.findings.append(_unseen(check, domain))
    return report


def _own(sender: str, domain: str, server: str) -> Finding:
    if not server:
        return Finding(_("Mail server"), STOP, _("No mail server is set (MAIL_URL): mails stay in a folder of this machine."))
    if "." not in domain:
        return Finding(_("Sender"), STOP, _("The sender (MAIL_FROM) has no domain of yours: most mailboxes will refuse its mails."), sender)
    return Finding(_("Mail server"), GOOD, _("Mails go out through this server."), server)


def _spf(domain: str) -> Finding:
    found = [text for text in look_up(domain) if text.lower().startswith("v=spf1")]
    if not found:
        return Finding(
            "SPF",
            STOP,
            _(
                "The domain does not say which servers may send its mails. Ask who manages it to add a TXT record that begins with “v=spf1” and names your mail server."
            ),
        )
    if len(found) > 1:
        return Finding("SPF", STOP, _("There are several SPF records: mailboxes then ignore them all. Keep one."), " | ".join(found))
    if "+all" in found[0]:
        return Finding("SPF", STOP, _("This record lets everybody send in your name: replace “+all” by “~all” or “-all”."), found[0])
    return Finding("SPF", GOOD, _("The domain says which servers may send. Make sure that yours is among them."), found[0])


def _dkim(domain: str) -> Finding:
    for selector in SELECTORS:
        for text in look_up(f"{selector}._domainkey.{domain}"):
            if "p=" in text:
                return Finding("DKIM", GOOD, _("A key to sign mails is published."), f"{selector}._domainkey.{domain}")
    return Finding(
        "DKIM",
        MIND,
        _("No key was found under the usual names. Ask who runs your mail server whether it signs mails, and which record to add."),
    )


def _dmarc(domain: str) -> Finding:
    found = [text for text in look_up(f"_dmarc.{domain}") if text.lower().startswith("v=dmarc1")]
    if not found:
        return Finding(
            "DMARC",
            MIND,
            _(
                "The domain does not say what to do with false mails in its name. Large mailboxes ask for it: add a TXT record “v=DMARC1; p=none” under _dmarc, then make it stricter."
            ),
        )
    if "p=none" in found[0].replace(" ", "").lower():
        return Finding(
            "DMARC", MIND, _("The rule is there, and only watches (p=none). Once SPF and DKIM are right, use “p=quarantine”."), found[0]
        )
    return Finding("DMARC", GOOD, _("The domain tells mailboxes to refuse false mails in its name."), found[0])


def _unseen(check: Any, domain: str) -> Finding:
    title, name, wanted = {
        "_spf": ("SPF", domain, "v=spf1 … ~all"),
        "_dkim": ("DKIM", f"<selector>._domainkey.{domain}", "v=DKIM1; p=…"),
        "_dmarc": ("DMARC", f"_dmarc.{domain}", "v=DMARC1; p=quarantine"),
    }[check.__name__]
    return Finding(
        title, UNSEEN, _("This machine cannot ask. Check with who manages the domain that this TXT record exists:"), f"{name}  →  {wanted}"
    )

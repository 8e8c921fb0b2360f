"""`./beffroi registrar`: makes the codes of a secret vote outside the web server, and keeps whose each is.

`make` reads the roll that the registrar's page gives, and writes a folder: letters, messages, tables for a mail merge, the secret list,
and `public_creds.json`, the only file that goes back to the site. `send` sends the mails; `revoke` finds the public halves of people
who vote on paper. Nothing here speaks to the site or to its database.
"""

import csv
import json
import os
import smtplib
import ssl
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno
from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from beffroi.engines.ballots.credentials import new_credential, public_of
from beffroi.engines.ballots.groups import GROUPS
from beffroi.engines.ballots.verifying import credentials_json

PUBLIC, SECRET, MERGE, SMS, LETTERS, MAILS, SENT = (
    "public_creds.json", "secret.csv", "merge.csv", "sms.csv", "letters.html", "mails", "sent.txt",
)  # fmt: skip
COLUMNS = ("number", "name", "email", "phone", "address", "weight", "code", "public")


class CannotDo(Exception):
    """What is wrong, in one sentence."""


def add_arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    make = acts.add_parser("make", help="make the codes from the roll (roll.json)")
    make.add_argument("roll", type=Path)
    make.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that does not exist yet")
    send = acts.add_parser("send", help="send the mails that were made; those that are sent are not sent again")
    send.add_argument("folder", type=Path)
    send.add_argument("--smtp", required=True, metavar="URL", help="smtp://USER@HOST:587 or smtps://USER@HOST; password in SMTP_PASSWORD")
    send.add_argument("--from", dest="sender", required=True, metavar="ADDRESS")
    revoke = acts.add_parser("revoke", help="public halves of the people with these numbers (one a line)")
    revoke.add_argument("folder", type=Path)
    revoke.add_argument("numbers", type=Path)


def run(options: Namespace) -> str:
    try:
        return {"make": _make, "send": _send, "revoke": _revoke}[options.act](options)
    except (CannotDo, OSError) as error:
        raise CannotDo(str(error)) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text())
        GROUPS[said["group"]], said["uuid"], said["url"], said["title"], said["closes_at"]
        if not said["voters"]:
            raise CannotDo(_("The roll is empty."))
    except (ValueError, KeyError, TypeError):
        raise CannotDo(_("%(file)s is not the roll that the registrar’s page gives.") % {"file": path}) from None
    return said


def _private(path: Path, text: str) -> None:
    """A file that only the registrar reads."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def _table(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        to = csv.DictWriter(file, list(columns), delimiter=";", extrasaction="ignore")
        to.writeheader()
        # A cell that begins like a formula would be one, in a spreadsheet.
        to.writerows({name: _calm(value) for name, value in row.items()} for row in rows)


def _calm(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "@", "+", "-", "\t") else value


def make(roll: Mapping[str, Any]) -> tuple[list[dict[str, Any]], str]:
    """The secret lines, and the public halves in an order that tells nothing of the roll."""
    group, rows, publics = GROUPS[roll["group"]], [], {}
    for voter in roll["voters"]:
        code, weight = new_credential(), int(voter.get("weight") or 1)
        public = str(public_of(group, roll["uuid"], code))
        publics[public] = weight
        rows.append({**voter, "weight": weight, "code": code, "public": public, "link": f"{roll['url']}#{code}"})
    return rows, credentials_json(publics)


def _make(options: Namespace) -> str:
    roll, out = _read(options.roll), options.out
    if out.exists():
        raise CannotDo(_("%(folder)s exists already: codes that were sent must not be lost. Choose another name.") % {"folder": out})
    rows, public = make(roll)
    out.mkdir(parents=True, mode=0o700)
    (out / PUBLIC).write_text(public)
    _table(out / SECRET, COLUMNS, rows)
    until = localtime(datetime.fromisoformat(roll["closes_at"])).strftime("%d/%m/%Y %H:%M")
    words = {"title": roll["title"], "until": until, "site": roll["url"]}
    by_mail = [row for row in rows if row.get("email")]
    by_phone = [row for row in rows if row.get("phone")]
    on_paper = [row for row in rows if row.get("address") or not (row.get("email") or row.get("phone"))]
    _table(out / MERGE, ("number", "name", "address", "code", "link"), rows)
    _table(out / SMS, ("phone", "text"), [{"phone": row["phone"], "text": sms(row, words)} for row in by_phone])
    (out / MAILS).mkdir(mode=0o700)
    for row in by_mail:
        _private(out / MAILS / f"{row['number']:06d}.eml", mail(row, words).as_string())
    letters = [{**row, "qr": segno.make(row["link"], micro=False, error="m").svg_data_uri(scale=3)} for row in on_paper]
    _private(out / LETTERS, render_to_string("ballots/mail/letters.html", {"letters": letters, **words}))
    counts = {"all": len(rows), "mails": len(by_mail), "sms": len(by_phone), "letters": len(on_paper), "folder": out, "file": PUBLIC}
    said = _("%(all)d codes: %(mails)d mails, %(sms)d text messages, %(letters)d letters in %(folder)s.") % counts
    return f"{said}\n{_('Bring %(file)s to the registrar’s page, and keep all the rest to yourself.') % counts}"


def sms(row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    return _("%(title)s: your voting code is %(code)s. Until %(until)s: %(link)s") % {**words, **row}


def mail(row: Mapping[str, Any], words: Mapping[str, str]) -> EmailMessage:
    made = EmailMessage()
    made["To"] = row["email"].replace("\r", "").replace("\n", "")
    made["Subject"] = " ".join((_("Your voting code: %(title)s") % words).split())
    made.set_content(render_to_string("ballots/mail/code.txt", {"row": row, **words}))
    return made


def _send(options: Namespace) -> str:
    _name, sender = parseaddr(options.sender)
    place, sent = urlsplit(options.smtp), options.folder / SENT
    if "@" not in sender or place.scheme not in ("smtp", "smtps") or not place.hostname:
        raise CannotDo(_("The address of the mail server, or of the sender, is not right."))
    done = set(sent.read_text().split()) if sent.exists() else set()
    waiting = [path for path in sorted((options.folder / MAILS).glob("*.eml")) if path.name not in done]
    with _server(place) as server, sent.open("a") as log:
        for path in waiting:
            text = path.read_text(encoding="utf-8")
            to = parseaddr(text.split("To: ", 1)[1].split("\n", 1)[0])[1]
            server.sendmail(sender, [to], f"From: {options.sender}\n{text}".encode())
            log.write(f"{path.name}\n")
            log.flush()
    return _("%(n)d mails are sent.") % {"n": len(waiting)}


def _server(place: Any) -> smtplib.SMTP:
    if place.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(place.hostname, place.port or 465, context=ssl.create_default_context(), timeout=60)
    else:
        server = smtplib.SMTP(place.hostname, place.port or 587, timeout=60)
        if place.hostname not in ("localhost", "127.0.0.1"):
            server.starttls(context=ssl.create_default_context())
    if place.username:
        server.login(place.username, os.environ.get("SMTP_PASSWORD", ""))
    return server


def _revoke(options: Namespace) -> str:
    with (options.folder / SECRET).open(encoding="utf-8-sig", newline="") as file:
        known = {row["number"]: row["public"] for row in csv.DictReader(file, delimiter=";")}
    wanted = options.numbers.read_text().split()
    if unknown := [number for number in wanted if number not in known]:
        raise CannotDo(_("No. %(number)s is not in this folder’s list.") % {"number": unknown[0]})
    path = options.folder / "revoked.json"
    path.write_text(json.dumps(sorted(known[number] for number in wanted)))
    return _("%(n)d public halves are in %(file)s: bring it to the registrar’s page.") % {"n": len(wanted), "file": path}

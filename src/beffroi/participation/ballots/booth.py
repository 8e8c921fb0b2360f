"""What the pages need where a vote is encrypted, keys are made, and the urn is opened: all of it happens in the browser.

The server gives questions and words, and takes what comes out (a ballot, a public key, a part of the opening). The script of such a
page is one file that loads nothing else; its hash stands in the page, so that a browser refuses another one, and is published.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from csp.decorators import csp_update
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext, pgettext

from beffroi.engines.ballots.election import Election, Question

BOOTH, TRUSTEE, OFFLINE = "bundle/alone/booth.js", "bundle/alone/trustee.js", "bundle/alone/offline.js"
STYLE = "ballots/offline.css"

# The worker is made of the text that stands, hashed, in the script of the page.
booth_policy = csp_update({"worker-src": ["blob:"]})

Kind = dict[str, Any]


@dataclass(frozen=True)
class Script:
    """A file whose hash is published."""

    name: str
    url: str
    sha256: str
    integrity: str


def _bytes(name: str) -> bytes:
    """A static file as it is served: collected under the name that its content gives it, or where it was built."""
    path = finders.find(name)
    if path:
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read()
    with staticfiles_storage.open(name) as stored:
        return bytes(stored.read())


def script(name: str) -> Script:
    data = _bytes(name)
    integrity = "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode()
    return Script(name.rpartition("/")[2], static(name), hashlib.sha256(data).hexdigest(), integrity)


def integrity() -> list[Script]:
    """Every script that touches a vote or a key."""
    return [script(BOOTH), script(TRUSTEE)]


# The questions


def shape(question: Question, kind: Kind) -> str:
    """How a question looks: round buttons, boxes, ranks, points."""
    if question.is_listed:
        return {"rank": "ranks", "points": "points", "quadratic": "points"}.get(str(kind.get("kind")), "boxes")
    return "radios" if question.least == question.most == 1 else "boxes"


def _line(place: int, question: Question, kind: Kind) -> dict[str, Any]:
    costs = kind.get("costs") or []
    answers = [{"value": number, "label": label, "cost": costs[number] if costs else None} for number, label in enumerate(question.answers)]
    most = int(kind.get("most") or len(question.answers)) if question.is_listed else question.most
    least = int(kind.get("least") or 0) if question.is_listed else question.least
    return {
        "place": place,
        "text": question.text,
        "shape": shape(question, kind),
        "answers": answers,
        "blank": question.blank,
        "least": least,
        "most": most,
        "ranks": range(1, len(question.answers) + 1),
        "credits": int(kind.get("credits") or 0),
        "offset": int(kind.get("offset") or 0),  # votes against are written as numbers below it
        "quadratic": kind.get("kind") == "quadratic" or bool(kind.get("quadratic")),
        "budget": kind.get("budget"),
    }


def page(raw_election: str, kinds: Sequence[Kind] | None = None) -> dict[str, Any]:
    """What the template of the booth shows (`questions`) and what its script needs (`data`)."""
    election = Election.read(raw_election)
    said = [dict(kind or {}) for kind in kinds or []]
    said += [{} for _question in election.questions[len(said) :]]
    lines = [_line(place, question, kind) for place, (question, kind) in enumerate(zip(election.questions, said, strict=False))]
    told = ("shape", "least", "most", "blank", "credits", "offset", "quadratic", "budget")
    rules = [
        {name: line[name] for name in told}
        | {
            "text": question.text,
            "ties": bool(kind.get("ties")),
            "labels": list(question.answers),
            "costs": kind.get("costs"),
        }
        for line, question, kind in zip(lines, election.questions, said, strict=False)
    ]
    data = {"raw": raw_election, "rules": rules, "words": words()}
    return {"questions": lines, "data": data, "fingerprint": election.fingerprint}


def words() -> dict[str, str]:
    """What the scripts say. `{…}` are filled in by them."""
    return {
        "short": gettext("The code has 22 letters and figures: some are missing."),
        "long": gettext("The code has 22 letters and figures: there are too many."),
        "letters": gettext("The code never holds 0, O, I or l: look at it once more."),
        "none": gettext("Choose an answer."),
        "few": gettext("Choose at least {n}."),
        "many": gettext("Choose {n} at most: you have chosen {given}."),
        "ties": gettext("Two choices have the same rank: give each its own."),
        "credits": gettext("You have {n} points to give: you have given {given}."),
        "whole": gettext("Write whole numbers, from {least} to {most}."),
        "budget": gettext("Your choices cost more than the budget: {given} of {n}."),
        "left": gettext("{given} used of {n}"),
        "chosen": gettext("{given} chosen, {n} at most"),
        "blank": pgettext("ballots", "Blank vote"),
        "nothing": pgettext("ballots", "No choice"),
        "rank": gettext("{n}: {label}"),
        "encrypting": gettext("Your device encrypts your vote: {n} %"),
        "working": gettext("Your device is working: {n} %"),
        "failed": gettext("Your device could not do it. Try another browser, up to date."),
        "insecure": gettext("This page needs a safe connection (https) to encrypt."),
        "copied": gettext("Copied"),
        "form": gettext("This is not a key file of this site."),
        "other": gettext("This key belongs to another vote, or to another trustee."),
        "others": gettext("What another trustee sent does not hold. Do not go on; tell the organisers."),
        "archive": gettext("The urn that the site sent is not what it should be. Do not go on; tell the organisers."),
        "tally": gettext("The tally that the site announces is not that of the ballots in the urn. Do not go on; tell the organisers."),
        "network": gettext("The urn could not be loaded. Is the network there?"),
        "saved": gettext("The key file is saved on your device. Without it nobody can count your part."),
        "seen": gettext("Your browser counted the urn anew. Ballots cast: {ballots}. Ballots that count: {counted}."),
    }


# The booth as one file, without a network


def _source(text: str) -> str:
    """For a policy: only this very text may run."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def offline(raw_election: str, title: str, send_url: str, *, kinds: Sequence[Kind] | None = None) -> str:
    """One HTML file that encrypts a vote on a device without a network. Its own policy forbids it to send anything."""
    code, style = _bytes(OFFLINE).decode(), _bytes(STYLE).decode()
    policy = (
        f"default-src 'none'; script-src {_source(code)}; style-src {_source(style)}; worker-src blob:; base-uri 'none'; form-action 'none'"
    )
    # Both come from our own build; the bundler writes no closing tag inside a script.
    parts = {"code": SafeString(f"<script>{code}</script>"), "style": SafeString(f"<style>{style}</style>")}
    context = {"booth": page(raw_election, kinds), "title": title, "send_url": send_url, "policy": policy, **parts}
    return render_to_string("ballots/offline.html", context)


def offline_response(raw_election: str, title: str, send_url: str, *, kinds: Sequence[Kind] | None = None) -> HttpResponse:
    """The file to download; the hash beside the link is that of these bytes."""
    text = offline(raw_election, title, send_url, kinds=kinds)
    name = f"isoloir-{slugify(title)[:40] or 'vote'}.html"
    return HttpResponse(
        text,
        content_type="text/html; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


def offline_hash(raw_election: str, title: str, send_url: str, *, kinds: Sequence[Kind] | None = None) -> str:
    return hashlib.sha256(offline(raw_election, title, send_url, kinds=kinds).encode()).hexdigest()


# What a form brings


MOST_BALLOT = 2_000_000  # bytes: a hundred projects, added up under encryption, take some 166,000
MOST_PAYLOAD = 60_000_000  # bytes: ten thousand shuffled ballots


def received(post: Any, files: Any, name: str, *, most: int = MOST_BALLOT) -> str:
    """The text of a field, or of the file that stands for it (`name`_file, or a file of the same name). Empty if it is neither."""
    upload = files.get(f"{name}_file") or files.get(name)
    if upload is None:
        return str(post.get(name, "")).replace("\0", "").strip()[:most]
    if upload.size > most:
        return ""
    try:
        return str(upload.read().decode()).replace("\0", "").strip()
    except UnicodeDecodeError:
        return ""


def trustee_data(asked: dict[str, Any]) -> dict[str, Any]:
    """What the script of a trustee's page needs: `ceremony` or `opening` as the view gives it, and the words."""
    return {**asked, "words": words()}

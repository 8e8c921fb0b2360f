"""Giving notifications to the push services: sealed for each browser, many at once, each answer read."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.conf import settings

from beffroi.channels.base.direct import AGAIN, FAILED, GONE, SENT, Outcome
from beffroi.channels.webpush import crypto
from beffroi.ground.town.models import Town
from beffroi.kernel.http import OutgoingFailed, OutgoingRefused, Response
from beffroi.kernel.http_many import Asked, send_many
from beffroi.kernel.http_transport import is_let_through

TOKEN_LASTS = timedelta(hours=12)
URGENT, ORDINARY = timedelta(hours=6), timedelta(days=2)  # how long a push service keeps it for a device that is off
MOST_BODY = 600


@dataclass(frozen=True)
class Push:
    """One notification for one browser."""

    endpoint: str
    p256dh: str
    auth: str
    key: str
    title: str
    body: str
    url: str = ""
    topic: str = ""
    language: str = "fr"
    is_urgent: bool = False


def is_endpoint(url: str) -> bool:
    """Whether this may be the address of a push service: https and short. Where it leads is asked when it is used."""
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        return False
    if not parts.hostname or len(url) > 1000 or parts.username or any(ord(letter) < 33 or ord(letter) > 126 for letter in url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_let_through(parts.hostname, port))


def contact() -> str:
    """Whom a push service may ask: an address of the town."""
    town = Town.current()
    return f"mailto:{town.email}" if town.email else (settings.BASE_URL or f"mailto:{settings.MAIL_FROM}")


def topic_of(text: str) -> str:
    """At most 32 letters of base64url (RFC 8030, 5.4)."""
    return crypto.b64(hashlib.sha256(text.encode()).digest())[:32]


def payload(push: Push) -> bytes:
    """What the service worker shows."""
    said = {
        "title": push.title[:150],
        "body": push.body[:MOST_BODY],
        "url": push.url or "/",
        "tag": topic_of(push.topic or push.key),
        "lang": push.language,
        "urgent": push.is_urgent,
    }
    raw = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    while len(raw) > crypto.MOST_PLAIN:  # long addresses or many bytes to a letter
        said["body"] = str(said["body"])[: len(str(said["body"])) // 2]
        if not said["body"]:
            said["url"] = "/"
        raw = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return raw


def send(pushes: Sequence[Push], *, public: str, private: str, at: datetime, total: float = 60.0) -> list[Outcome]:
    """One outcome for each, in order."""
    key, who = crypto.private_key(private), contact()
    expires = int((at + TOKEN_LASTS).timestamp())
    signed: dict[str, str] = {}
    asked: list[Asked] = []
    found: dict[int, Outcome] = {}
    places: list[int] = []
    for number, push in enumerate(pushes):
        if not is_endpoint(push.endpoint):
            found[number] = Outcome(push.key, GONE, "not an address of a push service")
            continue
        try:
            body = crypto.seal(payload(push), p256dh=push.p256dh, auth=push.auth)
        except crypto.BadKeys as error:
            found[number] = Outcome(push.key, GONE, str(error))
            continue
        service = "/".join(push.endpoint.split("/", 3)[:3])
        if service not in signed:
            signed[service] = crypto.vapid(push.endpoint, public=public, private=key, contact=who, expires=expires)
        headers = {
            "Authorization": signed[service],
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(int((URGENT if push.is_urgent else ORDINARY).total_seconds())),
            "Urgency": "high" if push.is_urgent else "normal",
            "Topic": topic_of(push.topic or push.key),
        }
        asked.append(Asked(push.endpoint, body, headers))
        places.append(number)
    for number, answer in zip(places, send_many(asked, total=total), strict=True):
        found[number] = outcome(pushes[number].key, answer, at)
    return [found[number] for number in range(len(pushes))]


def outcome(key: str, answer: Response | OutgoingRefused | OutgoingFailed, at: datetime) -> Outcome:
    """What a push service's answer means (RFC 8030, 5 and 7.3)."""
    if isinstance(answer, OutgoingRefused):
        return Outcome(key, GONE, str(answer))
    if isinstance(answer, OutgoingFailed):
        return Outcome(key, AGAIN, str(answer), wait=60)
    if answer.status in (200, 201, 202, 204):
        return Outcome(key, SENT)
    detail = f"{answer.status} {answer.text[:200]}".strip()
    if answer.status in (404, 410):
        return Outcome(key, GONE, detail)
    if answer.status == 429 or answer.status >= 500:
        return Outcome(key, AGAIN, detail, wait=retry_after(answer.headers.get("retry-after", ""), at))
    return Outcome(key, FAILED, detail)


def retry_after(said: str, at: datetime) -> int:
    """Seconds, from seconds or a date; a minute where it is not said, an hour at most."""
    if said.isdecimal():
        return min(int(said[:6]), 3600)
    try:
        return max(1, min(int((parsedate_to_datetime(said) - at).total_seconds()), 3600))
    except (TypeError, ValueError):
        return 60


def parse(said: str) -> tuple[str, str, str] | None:
    """(endpoint, p256dh, auth) of a subscription as browsers give it in JSON; None if it is none."""
    if len(said) > 4000:
        return None
    try:
        data = json.loads(said)
        endpoint, p256dh, auth = data["endpoint"], data["keys"]["p256dh"], data["keys"]["auth"]
        crypto.browser_keys(p256dh, auth)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return (endpoint, p256dh, auth) if isinstance(endpoint, str) and is_endpoint(endpoint) else None

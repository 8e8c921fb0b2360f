"""The wire of Mastodon's API (docs.joinmastodon.org, read 2026-07): addresses, calls, and how its errors are sorted."""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from beffroi.channels.base.models import Account
from beffroi.channels.base.types import ChannelError
from beffroi.channels.base.wire import Answer, Wire, WireError, moment, said_in
from beffroi.kernel import http

LABEL = "Mastodon"
SCOPES = "read:accounts read:statuses read:notifications write:statuses write:media write:blocks write:reports"
UPLOAD = 180.0  # seconds for one file
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d+)?")
_ELSEWHERE = re.compile(r"@[\w.-]+@(?P<host>[\w.-]+)")


class MastodonWire(Wire):
    def sort(self, answer: http.Response, data: Any, once: bool) -> WireError:
        """A 403 may be a token without the right."""
        if answer.status == 403 and "scope" in said_in(data).lower():
            return self.expired(status=403)
        return super().sort(answer, data, once)


def origin(typed: str, *, scheme: str = "https") -> str:
    """The server's address out of what people type: mamot.fr, https://mamot.fr/@commune, @commune@mamot.fr."""
    word = typed.strip().lower()
    if found := _ELSEWHERE.fullmatch(word):
        word = found["host"]
    host = urlsplit(word if "//" in word else f"//{word}").netloc
    if not _HOST.fullmatch(host) or "." not in host:
        raise ChannelError(_("Type the address of your server, such as mastodon.social."), permanent=True)
    return f"{scheme}://{host}"


class Client:
    """Calls in the name of one account."""

    def __init__(self, instance: str, token: str = "", *, wire: Wire | None = None) -> None:
        self.instance, self.token = instance, token
        self.wire = wire or MastodonWire(LABEL)

    @classmethod
    def of(cls, account: Account) -> "Client":
        return cls(account.settings["instance"], account.secrets.get("token", ""))

    def ask(self, method: str, path: str, *, once: bool = False, key: str = "", **options: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if key:
            headers["Idempotency-Key"] = key
        return self.wire.ask(method, self.instance + path, once=once, headers=headers, **options)

    def get(self, path: str, **params: Any) -> Any:
        return self.ask("GET", path, params=params).data

    def find(self, path: str, **params: Any) -> Any:
        """What stands there; None if it is gone."""
        try:
            return self.get(path, **params)
        except WireError as error:
            if error.status in (404, 410):
                return None
            raise

    def upload(self, content: bytes, kind: str, *, alt: str, focus: tuple[float, float] | None = None) -> str:
        """Give a file; its id. A file that the server still works on has an id already."""
        fields = {"description": alt} | ({"focus": f"{focus[0]:.2f},{focus[1]:.2f}"} if focus else {})
        files = {"file": (f"media.{kind.rpartition('/')[2]}", content, kind)}
        patient = Client(self.instance, self.token, wire=MastodonWire(LABEL, seconds=UPLOAD))
        return str(patient.ask("POST", "/api/v2/media", data=fields, files=files).data["id"])

    def is_processed(self, media_id: str) -> bool:
        """206: the server still works on it. A file that it cannot read is refused for good."""
        return self.ask("GET", f"/api/v1/media/{media_id}").status == 200

    def pages(self, path: str, *, params: Mapping[str, Any], most: int = 5) -> Iterator[dict[str, Any]]:
        """Rows of a list, the newest first, over a few pages."""
        asked = dict(params)
        for _page in range(most):
            rows = self.get(path, **asked)
            yield from rows
            if not rows or len(rows) < int(asked["limit"]):
                return
            asked["max_id"] = rows[-1]["id"]


def register(instance: str, *, redirect: str) -> dict[str, str]:
    """A registration of this site with that server: made for each connection, so that one server's leak is its own."""
    asked = {"client_name": "Beffroi", "redirect_uris": redirect, "scopes": SCOPES, "website": settings.BASE_URL or None}
    made = Client(instance).ask("POST", "/api/v1/apps", json=asked).data
    return {"client_id": made["client_id"], "client_secret": made["client_secret"]}


def consent(instance: str, app: Mapping[str, str], *, redirect: str, state: str) -> tuple[str, str]:
    """Where the person agrees, and the proof (PKCE) that it was we who sent her there: "" where the server has none."""
    told = Client(instance).find("/.well-known/oauth-authorization-server") or {}
    verifier = secrets.token_urlsafe(48) if "S256" in told.get("code_challenge_methods_supported", []) else ""
    asked = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": redirect, "scope": SCOPES, "state": state}
    if verifier:
        digest = hashlib.sha256(verifier.encode()).digest()
        asked |= {"code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), "code_challenge_method": "S256"}
    return f"{instance}/oauth/authorize?{urlencode(asked)}", verifier


def token_for(instance: str, app: Mapping[str, str], code: str, *, redirect: str, verifier: str) -> str:
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "scope": SCOPES, **app}
    if verifier:
        asked["code_verifier"] = verifier
    return Client(instance).ask("POST", "/oauth/token", json=asked).data["access_token"]


def id_of(remote_id: str) -> str:
    """The number of a status; a person may have recorded its address instead."""
    return remote_id.rstrip("/").rpartition("/")[2]


def limits_in(told: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of Limits out of /api/v2/instance."""
    said = told.get("configuration", {})
    statuses, media, polls = said.get("statuses", {}), said.get("media_attachments", {}), said.get("polls", {})
    found = {
        "characters": statuses.get("max_characters"),
        "pictures": statuses.get("max_media_attachments"),
        "link_length": statuses.get("characters_reserved_per_url"),
        "alt": media.get("description_limit"),
        "picture_bytes": media.get("image_size_limit"),
        "clip_bytes": media.get("video_size_limit"),
        "poll_options": polls.get("max_options"),
        "poll_option_characters": polls.get("max_characters_per_option"),
    }
    return {name: value for name, value in found.items() if isinstance(value, int) and value > 0}


def written_at(status: Mapping[str, Any]) -> datetime:
    return moment(status["created_at"])

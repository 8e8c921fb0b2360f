"""The wire of the AT Protocol (atproto.com, read and measured 2026-07): a session that renews itself, calls, sorted errors."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from beffroi.channels.base import actions
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import ChannelError
from beffroi.channels.base.wire import Wire, WireError, said_in
from beffroi.kernel import clock, http

LABEL = "Bluesky"
UPLOAD = 180.0
EARLY = 60  # seconds before its end a session is renewed
POST, GATE, BLOCKED = "app.bsky.feed.post", "app.bsky.feed.threadgate", "app.bsky.graph.block"
NOT_FOUND = ("RecordNotFound", "NotFound", "RepoNotFound")
CONFLICT = "InvalidSwap"
_OVER = ("ExpiredToken", "InvalidToken")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d+)?")
_WEB = re.compile(r"https://bsky\.app/profile/[^/]+/post/(?P<rkey>[a-z0-9]+)/?")


class BlueskyWire(Wire):
    def sort(self, answer: http.Response, data: Any, once: bool) -> WireError:
        """The word in `error` says more than the status: a worn-out session is a 400."""
        code = str(data.get("error", "")) if isinstance(data, dict) else ""
        if answer.status == 401 or code in _OVER:
            return self.expired(status=answer.status, code=code)
        if answer.status in (400, 403, 404):
            return self.refused(said_in(data) or code, status=answer.status, code=code)
        return super().sort(answer, data, once)


class Client:
    """Calls in the name of one account. `keep` is told of new tokens, which the account seals."""

    def __init__(
        self,
        service: str,
        secrets: Mapping[str, str],
        *,
        did: str = "",
        keep: Callable[[dict[str, str]], Any] | None = None,
        seconds: float = 30.0,
    ) -> None:
        self.service, self.secrets, self.did, self.keep, self.seconds = service, dict(secrets), did, keep, seconds

    @classmethod
    def of(cls, account: Account) -> "Client":
        def keep(tokens: dict[str, str]) -> None:
            actions.keep_secrets(account=account, secrets=tokens, at=clock.now())

        return cls(account.settings["service"], account.secrets, did=account.remote_id, keep=keep)

    def get(self, name: str, **params: Any) -> Any:
        return self.ask("GET", name, params=params)

    def post(self, name: str, *, once: bool = False, **said: Any) -> Any:
        return self.ask("POST", name, once=once, json=said)

    def ask(self, method: str, name: str, *, once: bool = False, seconds: float = 0, **options: Any) -> Any:
        """One call. A session that turns out to be over did nothing: it is renewed, and the call made again."""
        wire, url = BlueskyWire(LABEL, seconds=seconds or self.seconds), f"{self.service}/xrpc/{name}"
        headers = dict(options.pop("headers", {}))
        if not self.secrets.get("access") or is_over(self.secrets["access"], clock.now().timestamp() + EARLY):
            self._renew()
        try:
            return wire.ask(method, url, once=once, headers=headers | self._bearer("access"), **options).data
        except WireError as error:
            if not error.reauthorise:
                raise
        self._renew()
        return wire.ask(method, url, once=once, headers=headers | self._bearer("access"), **options).data

    def find(self, name: str, **params: Any) -> Any:
        """What stands there; None if it is gone."""
        try:
            return self.get(name, **params)
        except WireError as error:
            if error.code in NOT_FOUND:
                return None
            raise

    def _bearer(self, which: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secrets[which]}"}

    def _renew(self) -> None:
        """By the refresh token; if that is over too, by the app password."""
        wire, made = BlueskyWire(LABEL, seconds=self.seconds), None
        if self.secrets.get("refresh"):
            try:
                url = f"{self.service}/xrpc/com.atproto.server.refreshSession"
                made = wire.ask("POST", url, headers=self._bearer("refresh")).data
            except WireError as error:
                if not error.reauthorise:
                    raise
        self._keep(made or open_session(self.service, self.did, self.secrets["password"], seconds=self.seconds))

    def _keep(self, session: Mapping[str, str]) -> None:
        tokens = {"access": session["accessJwt"], "refresh": session["refreshJwt"]}
        self.secrets |= tokens
        if self.keep:
            self.keep(tokens)

    def upload(self, content: bytes, kind: str) -> dict[str, Any]:
        """A file, as the reference that records hold. What no record uses is swept by the server after a while."""
        made = self.ask("POST", "com.atproto.repo.uploadBlob", seconds=UPLOAD, content=content, headers={"Content-Type": kind})
        return made["blob"]

    def record(self, collection: str, rkey: str) -> dict[str, Any] | None:
        """One of our own records, with its `uri`, `cid` and `value`."""
        return self.find("com.atproto.repo.getRecord", repo=self.did, collection=collection, rkey=rkey)

    def put(self, collection: str, rkey: str, record: Mapping[str, Any], *, swap: str | None = None, once: bool = False) -> dict[str, Any]:
        """Only if nothing else (or exactly `swap`) stands there; the same record again changes nothing."""
        return self.post(
            "com.atproto.repo.putRecord", once=once, repo=self.did, collection=collection, rkey=rkey, record=record, swapRecord=swap
        )

    def delete(self, collection: str, rkey: str) -> None:
        """Harmless when nothing stands there."""
        self.post("com.atproto.repo.deleteRecord", repo=self.did, collection=collection, rkey=rkey)


def open_session(service: str, name: str, password: str, *, seconds: float = 30.0) -> dict[str, Any]:
    url = f"{service}/xrpc/com.atproto.server.createSession"
    try:
        return BlueskyWire(LABEL, seconds=seconds).ask("POST", url, json={"identifier": name, "password": password}).data
    except WireError as error:
        if error.reauthorise:
            raise ChannelError(_("Bluesky does not accept this app password: make a new one."), reauthorise=True) from None
        raise


def is_over(token: str, at: float) -> bool:
    """Read from the token itself; what cannot be read is tried."""
    try:
        body = token.split(".")[1]
        return int(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))["exp"]) <= at
    except (IndexError, ValueError, KeyError, TypeError):
        return False


def origin(typed: str, *, scheme: str = "https") -> str:
    word = typed.strip().lower() or "bsky.social"
    host = urlsplit(word if "//" in word else f"//{word}").netloc
    if not _HOST.fullmatch(host):
        raise ChannelError(_("Type the address of your data server, such as bsky.social."), permanent=True)
    return f"{scheme}://{host}"


def server_in(session: Mapping[str, Any], fallback: str, *, scheme: str = "https") -> str:
    """Where the account's data stand: its own server, not the door through which everybody signs in."""
    for service in (session.get("didDoc") or {}).get("service", []):
        if str(service.get("id", "")).endswith("#atproto_pds") and str(service.get("serviceEndpoint", "")).startswith(f"{scheme}://"):
            return str(service["serviceEndpoint"]).rstrip("/")
    return fallback


def rkey_of(remote_id: str) -> str:
    """The last part of an at:// address; a person may have recorded the address for people instead."""
    found = _WEB.fullmatch(remote_id)
    return found["rkey"] if found else remote_id.rpartition("/")[2]


def web_address(name: str, uri: str) -> str:
    return f"https://bsky.app/profile/{name}/post/{rkey_of(uri)}"

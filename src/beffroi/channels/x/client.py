"""The calls of X's API v2 that Beffroi makes, with a session that is renewed every two hours. Source: docs.x.com, read in 2026."""

import base64
import hashlib
import html
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from beffroi.channels.base import actions as accounts
from beffroi.channels.base.models import Account
from beffroi.channels.base.wire import Answer, Wire, WireError, said_in, wait_of
from beffroi.channels.x import actions
from beffroi.kernel import clock, http

CONSENT = "https://x.com/i/oauth2/authorize"
SCOPES = "tweet.read tweet.write tweet.moderate.write users.read media.write block.read block.write offline.access"
SCOPES_OF_MESSAGES = " dm.read dm.write"
EARLY = timedelta(minutes=5)
CHUNK = 4 * 1024 * 1024


def verifier() -> tuple[str, str]:
    """(what is kept, what is shown) of PKCE: whoever steals the code cannot use it."""
    kept = secrets.token_urlsafe(64)
    return kept, base64.urlsafe_b64encode(hashlib.sha256(kept.encode()).digest()).rstrip(b"=").decode()


class XWire(Wire):
    """Calls in the name of an account."""

    def __init__(self, label: Any, api: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.api = api

    def call(self, account: Account, method: str, path: str, *, once: bool = False, **options: Any) -> Answer:
        """A 401 proves that nothing was done: the session is renewed, and the call made again."""
        self._keep_fresh(account)
        try:
            return self._call(account, method, path, once, options)
        except WireError as error:
            if error.status != 401:
                raise
        self.renew(account)
        return self._call(account, method, path, once, options)

    def _call(self, account: Account, method: str, path: str, once: bool, options: dict[str, Any]) -> Answer:
        headers = {"Authorization": f"Bearer {account.secrets.get('token', '')}"}
        return self.ask(method, f"{self.api}{path}", once=once, headers=headers, **options)

    # The session

    def token(self, client: dict[str, str], **asked: str) -> dict[str, Any]:
        """Tokens, with the moment when the short one ends."""
        basic = base64.b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
        said = self.ask("POST", f"{self.api}/2/oauth2/token", headers={"Authorization": f"Basic {basic}"}, data=asked).data
        ends = clock.now() + timedelta(seconds=int(said.get("expires_in") or 7200))
        return {"token": said["access_token"], "refresh": said.get("refresh_token", ""), "token_ends": ends.isoformat()}

    def _keep_fresh(self, account: Account) -> None:
        ends = account.secrets.get("token_ends")
        if ends and datetime.fromisoformat(ends) - clock.now() < EARLY:
            self.renew(account)

    def renew(self, account: Account) -> None:
        """The refresh token serves once: what X gives is kept before anything else is done."""
        kept = Account.objects.get(pk=account.pk)
        if kept.secrets.get("token") != account.secrets.get("token"):  # another worker was first
            account.secrets, account.settings = kept.secrets, kept.settings
            return
        at = clock.now()
        if not kept.secrets.get("refresh"):
            raise self.expired(status=401)
        if not actions.take_turn_to_renew(account=account, at=at):
            raise WireError(_("The session with X is being renewed."), wait=15)
        try:
            asked = {"grant_type": "refresh_token", "refresh_token": kept.secrets["refresh"], "client_id": kept.secrets["client_id"]}
            fresh = self.token(dict(kept.secrets), **asked)
        except WireError as error:
            accounts.keep_secrets(account=account, secrets={}, settings={"renewing_at": ""}, at=at)
            if error.status in (400, 401):
                raise self.expired(status=error.status) from None
            raise
        accounts.keep_secrets(account=account, secrets=fresh, settings={"renewing_at": ""}, at=at)

    # Errors

    def sort(self, answer: http.Response, data: Any, once: bool) -> WireError:
        why, status = said_in(data), answer.status
        if status == 429:
            until = max((_reset(answer, name) for name in ("x-user-limit-24hour", "x-app-limit-24hour")), default=0)
            wait = max(until, wait_of(answer.headers) or 900)
            return WireError(_("%(label)s asks to wait: too many requests.") % {"label": self.label}, wait=wait, status=status)
        if status == 402 or "credits" in why.lower():
            sentence = _("The X account has no credits left: buy some in its developer console, or leave X out.")
            return WireError(sentence, permanent=True, status=status, code="credits")
        if status == 403 and "duplicate" in why.lower():
            return self.refused(why, status=status, code="twice")
        return super().sort(answer, data, once)

    # Media

    def upload(self, account: Account, content: bytes, *, kind: str, category: str) -> tuple[str, dict[str, Any]]:
        """A file in pieces: (its number, how its preparation goes)."""
        asked = {"media_type": kind, "media_category": category, "total_bytes": len(content)}
        media = str(self.call(account, "POST", "/2/media/upload/initialize", json=asked).data["data"]["id"])
        for n in range(0, len(content), CHUNK):
            files = {"media": ("media", content[n : n + CHUNK], kind)}
            self.call(account, "POST", f"/2/media/upload/{media}/append", data={"segment_index": str(n // CHUNK)}, files=files)
        said = self.call(account, "POST", f"/2/media/upload/{media}/finalize").data["data"]
        return media, said.get("processing_info") or {}

    def state_of(self, account: Account, media: str) -> dict[str, Any]:
        asked = {"command": "STATUS", "media_id": media}
        return self.call(account, "GET", "/2/media/upload", params=asked).data["data"].get("processing_info") or {}

    def describe(self, account: Account, media: str, alt: str) -> None:
        self.call(account, "POST", "/2/media/metadata", json={"id": media, "metadata": {"alt_text": {"text": alt}}})

    def caption(self, account: Account, video: str, captions: str, language: str) -> None:
        said = {"id": captions, "language_code": language.upper(), "display_name": language}
        self.call(account, "POST", "/2/media/subtitles", json={"id": video, "media_category": "TweetVideo", "subtitles": said})


def _reset(answer: http.Response, name: str) -> int:
    """Seconds until a daily limit that is used up is open again; 0 if it is not used up."""
    reset = answer.headers.get(f"{name}-reset", "")
    if answer.headers.get(f"{name}-remaining") != "0" or not reset.isdecimal():
        return 0
    return max(int(reset) - int(clock.now().timestamp()), 1)


def words_of(tweet: dict[str, Any]) -> str:
    """The text as it was written: links unfolded, the addresses of its own pictures left out."""
    text = str(tweet.get("text") or "")
    for link in (tweet.get("entities") or {}).get("urls", []):
        whole = str(link.get("unwound_url") or link.get("expanded_url") or "")
        text = text.replace(str(link.get("url")), "" if link.get("media_key") else whole)
    return html.unescape(text)

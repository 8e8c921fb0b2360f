"""The calls of LinkedIn's versioned API that Beffroi makes. Source: learn.microsoft.com/linkedin/marketing, read in 2026."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from beffroi.channels.base.models import Account
from beffroi.channels.base.wire import Answer, Wire, WireError, said_in, wait_of
from beffroi.kernel import clock, http

CONSENT = "https://www.linkedin.com/oauth/v2/authorization"
SCOPES = "r_organization_social w_organization_social rw_organization_admin r_organization_social_feed w_organization_social_feed"
FINDER = {"X-RestLi-Method": "FINDER"}
HOUR = 3600


class LinkedInWire(Wire):
    """Calls in the name of a Page."""

    def __init__(self, label: Any, api: str, login: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.api, self.login = api, login

    def call(self, token: str, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any) -> Answer:
        said = {
            "Authorization": f"Bearer {token}",
            "LinkedIn-Version": settings.LINKEDIN_VERSION,
            "X-Restli-Protocol-Version": "2.0.0",
            **(headers or {}),
        }
        return self.ask(method, f"{self.api}/rest/{path}", headers=said, **options)

    def token(self, **asked: str) -> dict[str, Any]:
        return self.ask("POST", f"{self.login}/oauth/v2/accessToken", data=asked).data

    def sort(self, answer: http.Response, data: Any, once: bool) -> WireError:
        why, status = said_in(data), answer.status
        if status == 429:  # its allowances are daily, and begin again at midnight UTC
            sentence = _("%(label)s asks to wait: too many requests.") % {"label": self.label}
            return WireError(sentence, wait=wait_of(answer.headers) or min(HOUR, _until_midnight()), status=status)
        if status == 426:
            shown = {"version": settings.LINKEDIN_VERSION}
            sentence = _("LinkedIn no longer knows the version %(version)s of its API: whoever runs this site must set LINKEDIN_VERSION.")
            return WireError(sentence % shown, permanent=True, status=status, code="version")
        if status in (409, 422) and "duplicate" in why.lower():
            return self.refused(why, status=status, code="twice")
        return super().sort(answer, data, once)

    # Uploads

    def upload(self, account: Account, sort: str, asked: dict[str, Any]) -> dict[str, Any]:
        """A place for a picture or a video of the Page."""
        body = {"initializeUploadRequest": {"owner": account.remote_id, **asked}}
        return self.call(token_of(account), "POST", f"{sort}?action=initializeUpload", json=body).data["value"]

    def put(self, account: Account, url: str, content: bytes, **options: Any) -> str:
        """The bytes, to the place that was given; its mark (ETag) comes back."""
        headers = {"Authorization": f"Bearer {token_of(account)}", "Content-Type": "application/octet-stream"}
        return self.ask("PUT", url, headers=headers, content=content, **options).headers.get("etag", "").strip('"')

    def caption(self, account: Account, url: str, srt: str, language: str) -> None:
        place = {"fr": ("FRENCH", "FR"), "en": ("AMERICAN", "US")}.get(language, (language.upper(), language.upper()))
        locale = f'{{"variant":"{place[0]}","country":"{place[1]}","language":"{language.upper()}"}}'
        metadata = f'{{"format":"SRT","formattedForAccessibility":true,"locale":{locale},"transcriptType":"CLOSED_CAPTION"}}'
        files = {"metadata": (None, metadata.encode()), "data": ("captions.srt", srt.encode(), "application/octet-stream")}
        self.ask("PUT", url, headers={"Authorization": f"Bearer {token_of(account)}"}, files=files)

    def state_of(self, account: Account, sort: str, urn: str) -> str:
        return str(self.call(token_of(account), "GET", f"{sort}/{encoded(urn)}").data.get("status") or "")


def token_of(account: Account) -> str:
    return account.secrets.get("token", "")


def encoded(urn: str) -> str:
    return quote(urn, safe="")


def listed(urns: list[str]) -> str:
    """A list as Rest.li writes it: its signs are bare, those of the names are encoded."""
    return f"List({','.join(encoded(urn) for urn in urns)})"


def version_ends(version: str) -> date | None:
    """About when a version (YYYYMM) ends: a year after its month; None if it is none."""
    if len(version) != 6 or not version.isdecimal() or not 1 <= int(version[4:]) <= 12:
        return None
    return date(int(version[:4]) + 1, int(version[4:]), 28)


def _until_midnight() -> int:
    at = clock.now().astimezone(UTC)
    return max(int((datetime.combine(at.date() + timedelta(days=1), time(), UTC) - at).total_seconds()), 60)

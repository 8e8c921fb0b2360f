"""Meta's Graph API, as Facebook, Instagram and Threads have it: tokens, errors, usage, figures, signed events.

Sources: the tables of error codes, rate limiting ("X-App-Usage", "X-Business-Use-Case-Usage") and webhooks of
developers.facebook.com, read in 2026. Metric names change every few months: they are data, see `Metric`.
"""

import hashlib
import hmac
import json
import logging
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.utils.translation import gettext as _

from beffroi.channels.base.models import Account
from beffroi.channels.base.types import ChannelError, Figure
from beffroi.channels.base.wire import BUSY, Answer, Wire, WireError, is_signed, wait_of
from beffroi.kernel import clock, http

log = logging.getLogger(__name__)

VERSION = "v25.0"
READING_STOPS, WRITING_STOPS = 90, 98  # per cent of the app's allowance: what is left is for what the town says
MOST_PAGES = 10
REAUTHORISE = {102, 190, 459, 460, 463, 464, 467}
SLOWER = {4, 17, 32, 341, 613, *range(80000, 80015)}
PERMISSION = {3, 10, *range(200, 300)}
PASSING = {1, 2}
GONE_CODES = {(100, 33), (803, 0), (24, 0), (100, 2207013)}
TWICE = {506}
TOO_FAST, IDENTITY, PICTURE = 1390008, 4854002, 1366046


@dataclass(frozen=True)
class Access:
    """A token; with the app's secret where the API takes the proof that the caller holds both."""

    token: str = ""
    secret: str = ""

    def __repr__(self) -> str:
        return "<access>"


@dataclass(frozen=True)
class Metric:
    """One word for all networks, and what this network calls it today."""

    name: str
    remote: str


class GraphError(WireError):
    """An error of the Graph API with its code and subcode."""

    def __init__(self, message: str, *, number: int = 0, sub: int = 0, why: str = "", **sorting: Any) -> None:
        super().__init__(message, code=f"{number}/{sub}", **sorting)
        self.number, self.sub, self.why = number, sub, why

    @property
    def is_gone(self) -> bool:
        return (self.number, self.sub) in GONE_CODES

    @property
    def is_invalid_parameter(self) -> bool:
        return self.number == 100

    @property
    def is_twice(self) -> bool:
        return self.number in TWICE


class Graph(Wire):
    """Calls with a token. It stands in a header, never in an address: addresses are logged on their way."""

    def __init__(self, label: Any, api: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.api = api.rstrip("/")

    def get(self, path: str, access: Access, *, to_speak: bool = False, **params: Any) -> dict[str, Any]:
        """`to_speak`: asked for the sake of a publication, which goes on when mere reading waits."""
        return self._call("GET", path, access, to_speak=to_speak, params=_plain(params)).data

    def post(self, path: str, access: Access, *, once: bool = False, files: Any = None, **data: Any) -> dict[str, Any]:
        """Nested values travel as JSON, as the Graph API wants them."""
        return self._call("POST", path, access, once=once, data=_plain(data), files=files).data

    def delete(self, path: str, access: Access, **params: Any) -> None:
        """What is gone already is well."""
        try:
            self._call("DELETE", path, access, params=_plain(params))
        except GraphError as error:
            if not error.is_gone:
                raise

    def walk(self, path: str, access: Access, *, most: int = MOST_PAGES, to_speak: bool = False, **params: Any) -> Iterator[dict[str, Any]]:
        """The rows of a list, page after page."""
        for _page in range(most):
            page = self.get(path, access, to_speak=to_speak, **params)
            yield from page.get("data", [])
            paging = page.get("paging", {})
            after = paging.get("cursors", {}).get("after")
            if not paging.get("next") or not after:
                return
            params["after"] = after

    def may_read(self, path: str, access: Access, **params: Any) -> list[dict[str, Any]]:
        """The rows of a list, none where the consent or the network does not allow to read it: the other lists are read all the same."""
        try:
            return list(self.walk(path, access, **params))
        except GraphError as error:
            if not error.permanent:
                raise
            log.warning("%s does not let %s be read: %s", self.label, path, error)
            return []

    def _call(self, method: str, path: str, access: Access, *, once: bool = False, to_speak: bool = False, **options: Any) -> Answer:
        self._must_have_room(access.token, is_reading=method == "GET" and not to_speak)
        if access.secret:
            place = "data" if method == "POST" else "params"
            options[place] = {**options.get(place, {}), "appsecret_proof": appsecret_proof(access.token, access.secret)}
        headers = {"Authorization": f"Bearer {access.token}"} if access.token else {}
        url = f"{self.api}/{path.lstrip('/')}"
        answer = self.ask(method, url, once=once, headers=headers, **{name: value for name, value in options.items() if value})
        self._note_usage(access.token, answer.headers)
        return answer

    # Usage

    def _must_have_room(self, token: str, *, is_reading: bool) -> None:
        percent, until = cache.get(_bucket(token)) or (0, 0.0)
        if percent > (READING_STOPS if is_reading else WRITING_STOPS):
            wait = max(math.ceil(until - clock.now().timestamp()), 1)
            raise WireError(_("%(label)s asks to wait: nearly all that it allows is used.") % {"label": self.label}, wait=wait)

    def _note_usage(self, token: str, headers: Mapping[str, str]) -> None:
        percent, minutes = usage_of(headers)
        if percent > READING_STOPS:
            seconds = minutes * 60 or BUSY
            cache.set(_bucket(token), (percent, clock.now().timestamp() + seconds), seconds)

    # Errors

    def sort(self, answer: http.Response, data: Any, once: bool) -> WireError:
        said = data.get("error") if isinstance(data, dict) else None
        if not isinstance(said, dict) or not isinstance(said.get("code"), int):
            return super().sort(answer, data, once)
        number, sub = said["code"], int(said.get("error_subcode") or 0)
        place: dict[str, Any] = {"status": answer.status, "number": number, "sub": sub, "why": str(said.get("message") or "")}
        label = {"label": self.label, "why": str(said.get("error_user_msg") or said.get("message") or "")[:300]}
        if number in REAUTHORISE:
            sentence = _("%(label)s no longer accepts this connection: connect the account again.")
            return GraphError(sentence % label, reauthorise=True, **place)
        if number in SLOWER or sub == TOO_FAST:
            wait = usage_of(answer.headers)[1] * 60 or wait_of(answer.headers) or (BUSY if sub != TOO_FAST else 3 * BUSY)
            return GraphError(_("%(label)s asks to wait: too many requests.") % label, wait=wait, **place)
        if sub == IDENTITY:
            sentence = _(
                "%(label)s asks the owner of the Page to confirm who they are. An administrator of the Page must do it there: "
                "Settings, Page publishing authorisation. Then try again here."
            )
            return GraphError(sentence % label, permanent=True, **place)
        if sub == PICTURE:
            sentence = _("%(label)s does not take this picture: it must be a JPEG or PNG under 4 MB. Choose another one.")
            return GraphError(sentence % label, permanent=True, **place)
        if number in PASSING or said.get("is_transient") or answer.status >= 500:
            return GraphError(_("%(label)s has a failure of its own: %(why)s") % label, unknown=once, **place)
        if number in PERMISSION:
            sentence = _("%(label)s says that a permission is missing. Connect the account again and accept everything it asks: %(why)s")
            return GraphError(sentence % label, permanent=True, **place)
        return GraphError(_("%(label)s refuses: %(why)s") % label, permanent=True, **place)

    # Figures

    def measure(self, path: str, access: Access, metrics: Sequence[Metric], *, remote_id: str = "", **params: Any) -> list[Figure]:
        """Asked together; if one of the names is no longer known, each alone, so that one old name hides no other figure."""
        try:
            return self._figures(path, access, metrics, remote_id, params)
        except GraphError as error:
            if not error.is_invalid_parameter or error.is_gone:
                raise
            if len(metrics) == 1:
                is_old = "metric" in error.why  # else: too old a publication, too few people…
                return [Figure(metrics[0].name, None, remote_id, "deprecated" if is_old else "unavailable")]
        return [figure for metric in metrics for figure in self.measure(path, access, [metric], remote_id=remote_id, **params)]

    def _figures(self, path: str, access: Access, metrics: Sequence[Metric], remote_id: str, params: dict[str, Any]) -> list[Figure]:
        asked = ",".join(metric.remote for metric in metrics)
        rows = {row.get("name"): row for row in self.get(path, access, metric=asked, **params).get("data", [])}
        values = [(metric.name, _value(rows.get(metric.remote))) for metric in metrics]
        return [Figure(name, value, remote_id, "unavailable" if value is None else "ok") for name, value in values]


def _value(row: dict[str, Any] | None) -> int | None:
    """The total of a row of insights: one number, a number a day, or numbers by sort."""
    if row is None:
        return None
    if "total_value" in row:
        values = [row["total_value"].get("value")]
    else:
        values = [one.get("value") for one in row.get("values", [])]
    numbers = [sum(value.values()) if isinstance(value, dict) else value for value in values if value is not None]
    return sum(int(number) for number in numbers) if numbers else None


def _plain(values: Mapping[str, Any]) -> dict[str, str]:
    said = {name: json.dumps(value) if isinstance(value, (dict, list, bool)) else value for name, value in values.items()}
    return {name: str(value) for name, value in said.items() if value not in (None, "")}


def _bucket(token: str) -> str:
    return f"graph-usage:{hashlib.sha256(token.encode()).hexdigest()[:24]}"


def usage_of(headers: Mapping[str, str]) -> tuple[int, int]:
    """(per cent used, minutes until there is room again), the worst of what the headers say."""
    rows: list[dict[str, Any]] = []
    for name in ("x-app-usage", "x-page-usage", "x-ad-account-usage", "x-business-use-case-usage"):
        try:
            said = json.loads(headers.get(name, "") or "{}")
        except ValueError:
            continue
        if isinstance(said, dict):
            rows += [said] if name != "x-business-use-case-usage" else [row for rows in said.values() for row in rows]
    percents = [int(row.get(name) or 0) for row in rows for name in ("call_count", "total_time", "total_cputime")]
    return max(percents, default=0), max((int(row.get("estimated_time_to_regain_access") or 0) for row in rows), default=0)


def appsecret_proof(token: str, secret: str) -> str:
    """Proof that the caller holds the secret of the app, so that a stolen token alone is worth nothing."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def consent_url(page: str, **params: str) -> str:
    return f"{page}?{urlencode(params)}"


def code_in(answer: Mapping[str, str], label: Any) -> str:
    """The code that the consent page sent back; ChannelError with a sentence if the person refused."""
    if code := answer.get("code", "").removesuffix("#_"):
        return code
    why = answer.get("error_description") or answer.get("error_message") or answer.get("error_reason") or answer.get("error") or ""
    sentence = _("%(label)s gave no consent. Begin again, and accept what it asks. %(why)s") % {"label": label, "why": why[:200]}
    raise ChannelError(sentence.strip(), permanent=True)


def ends_in(seconds: Any) -> Any:
    """The moment when a token of so many seconds ends; None if it does not."""
    return clock.now() + timedelta(seconds=int(seconds)) if seconds else None


def word_for_events(account: Account) -> str:
    """The word that Meta repeats when it checks the events address; made from the app's secret, so that nothing is stored."""
    secret = account.secrets.get("app_secret", "")
    return hmac.new(secret.encode(), f"events-{account.pk}".encode(), hashlib.sha256).hexdigest()[:24] if secret else ""


def answer_to_challenge(query: Mapping[str, str], word: str) -> str | None:
    """The answer to Meta's check of a webhook address; None if the word is not ours."""
    said = query.get("hub.verify_token", "")
    if not word or query.get("hub.mode") != "subscribe" or not hmac.compare_digest(said.encode(), word.encode()):
        return None
    return query.get("hub.challenge", "")


def events_in(body: bytes, headers: Mapping[str, str], secret: str) -> dict[str, Any] | None:
    """What a webhook brought, if Meta signed it with the secret of the app; None: refused."""
    lowered = {name.lower(): value for name, value in headers.items()}
    if not is_signed(body, lowered.get("x-hub-signature-256", ""), secret):
        return None
    try:
        data = json.loads(body)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def entries_of(data: Mapping[str, Any], remote_id: str) -> Iterable[dict[str, Any]]:
    """The entries about one account; one app may bring those of several."""
    return [entry for entry in data.get("entry", []) if isinstance(entry, dict) and str(entry.get("id")) == remote_id]

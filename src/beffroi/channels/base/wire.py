"""JSON calls to one network: every failure is sorted, and an irreversible call without a clear answer is said to be unknown."""

import hashlib
import hmac
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from django.utils.translation import gettext as _

from beffroi.channels.base.models import Account, Delivery
from beffroi.channels.base.types import ChannelError, Message
from beffroi.kernel import clock, http

BUSY = 300  # seconds, where a network says "too much" and not until when
RESETS = ("x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset")  # X, Mastodon, Bluesky
LONGEST_SHOWN = 300  # of a network's own words


class WireError(ChannelError):
    """A call that failed, with what the network said."""

    def __init__(self, message: str, *, status: int = 0, code: str = "", **sorting: Any) -> None:
        super().__init__(message, **sorting)
        self.status, self.code = status, code


@dataclass(frozen=True)
class Answer:
    """What came back: `data` is the JSON, {} for an empty body."""

    status: int
    headers: Mapping[str, str]
    data: Any = field(default_factory=dict)


class Wire:
    """Calls to one network. Override `sort` for its own error codes."""

    def __init__(self, label: Any, *, seconds: float = http.TOTAL) -> None:
        self.label, self.seconds = label, seconds

    def ask(self, method: str, url: str, *, once: bool = False, **options: Any) -> Answer:
        """`once`: the call cannot be undone; without proof that it was not executed its failure is unknown."""
        try:
            answer = http.request(method, url, redirects=0, total=self.seconds, **options)
        except http.OutgoingRefused as error:
            is_out = once and error.sent
            raise WireError(str(error), permanent=not is_out, unknown=is_out) from None
        except http.OutgoingFailed as error:
            raise WireError(f"{self.label}: {error}", unknown=once and error.sent) from None
        data = _read(answer)
        if not answer.ok:
            raise self.sort(answer, data, once)
        if data is None:
            raise WireError(_("%(label)s gave an answer that cannot be read.") % {"label": self.label}, unknown=once, status=answer.status)
        return Answer(answer.status, answer.headers, data)

    def sort(self, answer: http.Response, data: Any, once: bool) -> WireError:
        """A status that is no success, as an error."""
        label, status = {"label": self.label}, answer.status
        if status == 429:
            sentence = _("%(label)s asks to wait: too many requests.") % label
            return WireError(sentence, wait=wait_of(answer.headers) or BUSY, status=status)
        if status == 401:
            return self.expired(status=status)
        if status >= 500:
            sentence = _("%(label)s has a failure of its own (%(status)d).") % {**label, "status": status}
            return WireError(sentence, unknown=once, wait=wait_of(answer.headers), status=status)
        return self.refused(said_in(data), status=status)

    def refused(self, why: str, *, status: int, code: str = "", **sorting: Any) -> WireError:
        """Refused for good, with the network's own words."""
        shown = {"label": self.label, "why": why[:LONGEST_SHOWN] or status}
        return WireError(_("%(label)s refuses: %(why)s") % shown, status=status, code=code, **({"permanent": True} | sorting))

    def expired(self, *, status: int, code: str = "") -> WireError:
        sentence = _("%(label)s no longer accepts this connection: connect the account again.") % {"label": self.label}
        return WireError(sentence, reauthorise=True, status=status, code=code)


def _read(answer: http.Response) -> Any:
    """The JSON of an answer; {} if it is empty, None if it is something else."""
    if not answer.content.strip():
        return {}
    try:
        return answer.json()
    except ValueError:
        return None


def said_in(data: Any) -> str:
    """The network's own words in an error, wherever networks put them."""
    if not isinstance(data, dict):
        return ""
    for name in ("error_user_msg", "detail", "error_description", "message", "error_message", "title"):
        if isinstance(data.get(name), str) and data[name]:
            return data[name]
    inner = data.get("error") or next(iter(data.get("errors") or []), "")
    return inner if isinstance(inner, str) else said_in(inner)


def wait_of(headers: Mapping[str, str]) -> int | None:
    """Seconds that the network asks to wait: Retry-After (seconds or a date), else the moment when its count begins anew."""
    said = headers.get("retry-after", "").strip()
    if said.isdecimal():
        return max(int(said), 1)
    resets = [headers.get(name, "").strip() for name in RESETS]
    try:
        until = parsedate_to_datetime(said) if said else moment(next(word for word in resets if word))
        return max(math.ceil((until - clock.now()).total_seconds()), 1)
    except (StopIteration, ValueError, TypeError):
        return None


def is_signed(body: bytes, signature: str, secret: str, *, prefix: str = "sha256=") -> bool:
    """An HMAC-SHA256 over the raw body, compared in constant time; no secret, no trust."""
    if not secret or not signature.startswith(prefix):
        return False
    right = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(right.encode(), signature.removeprefix(prefix).encode())


def with_link(message: Message) -> str:
    """The words of a publication, its link at the end unless it stands in them."""
    text = message.text.strip()
    return f"{text}\n\n{message.link}".strip() if message.link and message.link not in text else text


def is_same(one: str, other: str) -> bool:
    """The same words, whatever became of their spaces."""
    return " ".join(one.split()) == " ".join(other.split())


def told_by_others(account: Account, key: str, remote_ids: Iterable[str]) -> set[str]:
    """Of these publications, those that are known to be of another delivery: never taken for this one."""
    known = Delivery.objects.filter(account=account, remote_id__in=list(remote_ids)).exclude(key=key)
    return set(known.values_list("remote_id", flat=True))


def said_twice(label: Any, handles: dict[str, Any]) -> WireError:
    """The network refuses words that it has already. First they may be ours, and are looked for; after that they are older ones."""
    if handles.get("twice"):
        sentence = _("%(label)s refuses to publish the same words twice: change a word, and try again.")
        return WireError(sentence % {"label": label}, permanent=True)
    handles["twice"] = True
    return WireError(_("%(label)s says that this was published a moment ago.") % {"label": label}, unknown=True)


def moment(text: Any) -> datetime:
    """A moment as networks write it: ISO 8601 (also "+0000"), seconds or milliseconds since 1970."""
    if isinstance(text, (int, float)) or str(text).isdecimal():
        number = float(text)
        return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, tz=clock.now().tzinfo)
    return datetime.fromisoformat(str(text))

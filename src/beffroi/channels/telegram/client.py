"""The wire of Telegram's Bot API (core.telegram.org/bots/api, read 2026): one method, one call, errors sorted."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from beffroi.channels.base.models import Account
from beffroi.channels.base.types import ChannelError
from beffroi.channels.base.wire import Wire, WireError
from beffroi.kernel import http

API = "https://api.telegram.org"
UPLOAD = 180.0  # seconds for files
TOKEN = re.compile(r"\d{5,20}:[A-Za-z0-9_-]{20,100}")
_CHANNEL = re.compile(r"(?:https?://)?(?:t\.me/|telegram\.me/)?@?(?P<name>[A-Za-z]\w{3,31})/?")


class TelegramWire(Wire):
    def sort(self, answer: http.Response, data: Any, once: bool) -> WireError:
        said = data if isinstance(data, dict) else {}
        why, status = str(said.get("description", "")), answer.status
        if status == 429:
            wait = int(said.get("parameters", {}).get("retry_after", 0)) or 30
            return WireError(_("%(label)s asks to wait: too many requests.") % {"label": self.label}, wait=wait, status=status)
        if status in (401, 404):
            return self.expired(status=status, code=why)
        if status == 403:
            sentence = _("The bot may no longer write there: make it an administrator of the channel again.")
            return WireError(sentence, reauthorise=True, status=status, code=why)
        if status == 409:
            return WireError(
                _("Another program reads the messages of this bot: give Beffroi a bot of its own."), permanent=True, status=status
            )
        if status < 500:
            return self.refused(why, status=status, code=why.lower())
        return super().sort(answer, data, once)


class Client:
    """Calls in the name of one bot. The token is part of the address: it is never put in a sentence."""

    def __init__(self, token: str, *, api: str = API, seconds: float = http.TOTAL) -> None:
        self.address, self.seconds = f"{api}/bot{token}", seconds

    def ask(self, method: str, *, once: bool = False, files: Mapping[str, tuple[str, bytes, str]] | None = None, **said: Any) -> Any:
        """The `result` of a method. Files make it a multipart call, whose other fields are JSON."""
        said = {name: value for name, value in said.items() if value is not None}
        if files:
            fields = {name: value if isinstance(value, str) else json.dumps(value) for name, value in said.items()}
            wire, options = TelegramWire("Telegram", seconds=UPLOAD), {"data": fields, "files": dict(files)}
        else:
            wire, options = TelegramWire("Telegram", seconds=self.seconds), {"json": said}
        answer = wire.ask("POST", f"{self.address}/{method}", once=once, **options).data
        if not isinstance(answer, dict) or "result" not in answer:
            raise WireError(_("%(label)s gave an answer that cannot be read.") % {"label": "Telegram"}, unknown=once)
        return answer["result"]


def channel_named(typed: str) -> str:
    """@commune or -100… out of what people type or copy."""
    word = typed.strip()
    if re.fullmatch(r"-?\d{5,20}", word):
        return word
    if found := _CHANNEL.fullmatch(word):
        return f"@{found['name']}"
    raise ChannelError(_("Type the name of the channel, such as @commune."), permanent=True)


def address_of(account: Account, message_id: Any) -> str:
    """Where people find a message: by the public name of the channel, else only its members can follow it."""
    name = account.settings.get("channel", "")
    place = name.removeprefix("@") if name else f"c/{account.remote_id.removeprefix('-100')}"
    return f"https://t.me/{place}/{message_id}"


def ids_of(remote_id: str) -> list[int]:
    """The messages of a publication: several for several pictures. A person may have recorded its address instead."""
    return [int(word) for word in remote_id.rstrip("/").rpartition("/")[2].split(",")]

"""What people asks of the domains above: acts of guests, sections of one's account, contributions of a voice."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.registry import Registry
from beffroi.kernel.subjects import Card


def preview_of(data: dict) -> list[str]:
    """The words of an act, as its author is shown them before confirming: its texts, title first."""
    first = [data[name] for name in ("title", "name", "question") if isinstance(data.get(name), str)]
    then = [data[name] for name in ("text", "body", "summary", "comment", "answer", "reason") if isinstance(data.get(name), str)]
    return [text for text in (*first, *then) if text.strip()]


@dataclass(frozen=True)
class GuestAct:
    """Something that a visitor may do before we know who she is: `perform` does it and says where it led.

    `label` completes "You are about to …": "publish a proposal". `data` is plain JSON.
    """

    kind: str
    label: Any
    perform: Callable[[Account, dict, datetime], str]
    preview: Callable[[dict], list[str]] = preview_of


@dataclass(frozen=True)
class AccountSection:
    """A page of one's account (`/compte/…`), in its menu. `sentence(account)` says in a few words what is set."""

    kind: str
    label: Any
    url_name: str
    order: int = 50
    sentence: Callable[[Account], str] | None = None


@dataclass(frozen=True)
class VoicePage:
    """What a voice contributed in public, for her page: `cards(voice, at, limit)`, the newest first."""

    kind: str
    label: Any  # plural: "Proposals"
    cards: Callable[[Voice, datetime, int], Iterable[Card]]
    order: int = 50


@dataclass(frozen=True)
class Deputies:
    """Who stands in for whom: `principals(person, act, at)` gives the accounts for whom this person may do `act` ("answer") now."""

    kind: str
    principals: Callable[[Any, str, datetime], Iterable[Account]]


@dataclass(frozen=True)
class VoiceJoint:
    """What is counted by voice, and must stay right when somebody known from elsewhere turns out to be a person here.

    `join(source, target, at)` runs before all other rows of `source` become those of `target`, in one transaction.
    """

    kind: str
    join: Callable[[Voice, Voice, datetime], None]


guest_acts: Registry[GuestAct] = Registry("guest act")
account_sections: Registry[AccountSection] = Registry("account section")
voice_pages: Registry[VoicePage] = Registry("voice page")
deputies: Registry[Deputies] = Registry("source of deputies")
voice_joints: Registry[VoiceJoint] = Registry("joint of voices")


class NetworkNames:
    """Who knows how networks are called (ask up: channels)."""

    kind: str

    def of(self, channel: str) -> str:
        """The name that people use for this channel; "" for one that is not known."""
        raise NotImplementedError


network_names: Registry[NetworkNames] = Registry("names of networks")

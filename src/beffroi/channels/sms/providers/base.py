from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from beffroi.channels.base.direct import AGAIN, FAILED, UNKNOWN
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import ChannelError, Health


@dataclass(frozen=True)
class Result:
    """What became of one number in one call."""

    number: str
    state: str  # of channels.base.direct
    detail: str = ""
    wait: int = 0


class Provider:
    """One way to send. `many`: how many numbers one call takes."""

    kind: str
    label: Any
    many = 1

    def send(self, account: Account, numbers: Sequence[str], text: str, *, tag: str, is_alert: bool) -> list[Result]:
        """The irreversible call; one result for each number."""
        raise NotImplementedError

    def look(self, account: Account, tag: str) -> set[str] | None:
        """Numbers that were served under a tag; None where the provider cannot say."""
        return None

    def stopped(self, account: Account) -> list[str]:
        """Numbers that answered STOP, where the provider keeps the list."""
        return []

    def probe(self, account: Account) -> Health:
        return Health(ok=True)


def failed(numbers: Sequence[str], error: ChannelError) -> list[Result]:
    """All of one call fared alike."""
    if error.unknown:
        state = UNKNOWN
    elif error.permanent or error.reauthorise:
        state = FAILED
    else:
        state = AGAIN
    return [Result(number, state, str(error)[:300], error.wait or (60 if state == AGAIN else 0)) for number in numbers]

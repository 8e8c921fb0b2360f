"""Ready answers for those who meet the rumour elsewhere: what is true and the address, at the length of each network."""

from dataclasses import dataclass
from typing import Any

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.types import Message, channels
from beffroi.kernel import mail
from beffroi.kernel.text import excerpt
from beffroi.outreach.rumors.models import Rumor

MOST = 8


@dataclass(frozen=True)
class Answer:
    kind: str
    label: Any
    text: str


def answers(rumor: Rumor) -> list[Answer]:
    """One for each sort of network that the town speaks on."""
    found: dict[str, Answer] = {}
    for account in ChannelAccount.objects.speaking().order_by("pk"):
        channel = channels.get(account.kind)
        if channel is None or channel.is_local or account.kind in found:
            continue
        found[account.kind] = Answer(account.kind, channel.label, _fitted(rumor, account))
        if len(found) == MOST:
            break
    return list(found.values())


def _fitted(rumor: Rumor, account: ChannelAccount) -> str:
    """The address is never cut; the sentence gives way."""
    channel, url = channels[account.kind], mail.site() + rumor.get_absolute_url()
    most = channel.limits_for(account).characters
    for length in (300, 200, 140, 100, 60):
        text = f"{excerpt(rumor.truth, length)}\n{url}"
        if most is None or channel.length(Message(text=text, language="fr")) <= most:
            return text
    return url

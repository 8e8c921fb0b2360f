"""The ways to one person that work here. E-mail is ours; text messages and push are those that their folders registered."""

from beffroi.channels.base.direct import DirectSender, direct_senders
from beffroi.outreach.alerts.mailing import BatchMail
from beffroi.outreach.alerts.models.reach import EMAIL, PUSH, SMS

WAYS = (EMAIL, PUSH, SMS)
_mail = BatchMail()


def sender_of(way: str) -> DirectSender | None:
    """None where this way is not set up."""
    if way == EMAIL:
        return _mail
    if way not in direct_senders:
        return None
    return direct_senders[way] if direct_senders[way].is_ready() else None


def ready() -> list[str]:
    return [way for way in WAYS if sender_of(way)]

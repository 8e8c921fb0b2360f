"""Private messages, where a network gives them to some accounts and not to others: what else is said is heard all the same.

A refusal is kept with the account; nothing is asked again until the test button, or the daily look, finds that it is over.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from beffroi.channels.base.actions import keep_secrets
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import Health, Incoming
from beffroi.channels.base.wire import WireError
from beffroi.kernel import clock

WANTED, REFUSED = "messages", "messages_refused"
NEW = timedelta(days=3)  # how far the first look goes back
AGAIN = timedelta(minutes=1)


def are_read(account: Account) -> bool:
    return bool(account.settings.get(WANTED)) and not account.settings.get(REFUSED)


def since(account: Account) -> datetime:
    """From the last one that was heard, whenever that was: days of refusal lose nothing."""
    last = account.heard.filter(is_private=True).order_by("-sent_at").values_list("sent_at", flat=True).first()
    return last - AGAIN if last else clock.now() - NEW


def read(account: Account, look: Callable[[], Iterable[Incoming]]) -> list[Incoming]:
    """What `look` finds; nothing if the network refuses these messages to this account. Comes last: the session is known to be good."""
    if not are_read(account):
        return []
    try:
        return list(look())
    except WireError as error:
        if not (error.permanent or error.reauthorise):
            raise
        _note(account, str(error))
        return []


def probed(account: Account, health: Health, look: Callable[[], object], *, sentence: str) -> Health:
    """The same health, or why messages cannot be read. `look`: one small call; `sentence`: what a person must do."""
    if not account.settings.get(WANTED) or not health.ok:
        return health
    try:
        look()
    except WireError as error:
        if not (error.permanent or error.reauthorise):
            raise
        _note(account, str(error))
        return Health(ok=False, sentence=_("Private messages cannot be read. %(do)s") % {"do": sentence}, address=health.address)
    _note(account, "")
    return health


def _note(account: Account, why: str) -> None:
    if account.settings.get(REFUSED, "") != why:
        keep_secrets(account=account, secrets={}, settings={REFUSED: why}, at=clock.now())

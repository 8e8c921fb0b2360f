"""What comes from networks about links: a code that proves an address, an account that moved."""

import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.channels.base import actions as base
from beffroi.channels.base.facts import MessageHeard
from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import Incoming, Message, author_key, channels
from beffroi.channels.fediverse.facts import RemoteMoved
from beffroi.channels.fediverse.models import RemoteActor
from beffroi.crossings.presence.actions import linking
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject

CODE = re.compile(rf"(?<![A-Za-z0-9])[{linking.ALPHABET}]{{4}}(?:-[{linking.ALPHABET}]{{4}}){{2}}(?![A-Za-z0-9])", re.IGNORECASE)


@on(MessageHeard)
def recognise_a_code(fact: MessageHeard) -> None:
    """Somebody proves that an account is hers. The code is good once, and nobody of the team reads it."""
    heard = Heard.objects.select_related("account").filter(pk=fact.heard_id, gone_at=None).first()
    if heard is None or fact.channel not in linking.NETWORKS:
        return
    found = CODE.search(heard.text)
    if found is None:
        return
    at = clock.now()
    linked = linking.use_code(
        code=found[0], channel=fact.channel, address=heard.author_address, key=author_key(heard), at=at, url=_profile(heard)
    )
    _hide(heard, at)
    if linked is not None:
        _answer(heard, at)


def _profile(heard: Heard) -> str:
    """The page of whoever wrote, where her address tells it."""
    return f"https://bsky.app/profile/{heard.author_address.lstrip('@')}" if heard.account.kind == "bluesky" else ""


def _hide(heard: Heard, at) -> None:
    """The code is cut out of what the team reads, good or not."""
    with override(settings.LANGUAGE_CODE):
        text = CODE.sub(_("[code to link an account]"), heard.text)
    same = Incoming(
        remote_id=heard.remote_id, author_address=heard.author_address, author_name=heard.author_name, text=text,
        sent_at=heard.sent_at, is_private=heard.is_private,
    )  # fmt: skip
    base.keep_heard(account=heard.account, incoming=[same], at=at, is_whole=False)


def _answer(heard: Heard, at) -> None:
    """Where she wrote, once."""
    if not {"reply"} <= channels[heard.account.kind].capabilities:
        return
    with override(heard.language if heard.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        text = _("Done: this account is linked with yours here. You can unlink it at any time in “My account”.")
    base.deliver(
        account=heard.account, message=Message(text=text, language=heard.language or settings.LANGUAGE_CODE),
        subject=Subject("linked_account", heard.pk), key=f"presence-code-{heard.pk}", answers=heard, at=at,
    )  # fmt: skip


@on(RemoteMoved)
def follow_a_move(fact: RemoteMoved) -> None:
    """Her new account says that it was the former one (the fediverse's side checked that)."""
    rows = RemoteActor.objects.in_bulk([fact.remote_id, fact.target_id])
    if len(rows) == 2:
        linking.follow_move(remote=rows[fact.remote_id], target=rows[fact.target_id], at=clock.now())

"""The adapter: what a mailbox hears, and how it answers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from beffroi.channels.base.models import Account
from beffroi.channels.base.types import (
    INCOMING,
    KEYED,
    REPLY,
    Channel,
    ChannelError,
    Connection,
    Health,
    Incoming,
    Limits,
    Message,
    Receipt,
    Step,
    channels,
)
from beffroi.channels.mailbox import actions, imap
from beffroi.channels.mailbox.forms import MailboxForm
from beffroi.channels.mailbox.models import Letter
from beffroi.channels.mailbox.reading import Mail, read
from beffroi.kernel import clock

MOST = 40  # mails of one look; the rest comes with the next


class Mailbox(Channel):
    kind = "mailbox"
    label = pgettext_lazy("mailbox", "E-mail")
    limits = Limits(characters=20_000)
    capabilities = frozenset({INCOMING, REPLY, KEYED})
    publishes = False
    takes_address = False
    account_form = MailboxForm
    cannot = (
        gettext_lazy("Attached files stay in the mailbox: only their names are shown here."),
        gettext_lazy("Nothing is deleted or moved in the mailbox, and nothing is marked as read."),
    )
    guide = (
        Step(
            gettext_lazy("Choose a mailbox that people write to"),
            gettext_lazy("For example contact@ or mairie@. Its new mails come into the inbox; your usual mail program goes on as before."),
        ),
        Step(
            gettext_lazy("Find its mail server"),
            gettext_lazy("Your provider’s help page says the name of its IMAP server and the port, nearly always 993 with TLS."),
        ),
        Step(
            gettext_lazy("Make an app password if your provider asks for one"),
            gettext_lazy(
                "Gmail, iCloud and others with two-step sign-in do. Microsoft 365 no longer takes passwords: let it forward to another mailbox."
            ),
        ),
    )

    # The account

    def connect(self, data: Mapping[str, Any]) -> Connection:
        """Try the mailbox: its server, name, password and folder."""
        kept = {name: data[name] for name in ("host", "port", "tls", "user", "folder", "plus", "acknowledge")}
        address = str(data["address"]).lower()
        box = imap.Box(password=data["password"], **{name: kept[name] for name in ("host", "port", "tls", "user", "folder")})
        with imap.opened(box):
            pass
        return Connection(
            remote_id=address,
            name=address,
            address=f"mailto:{address}",
            settings={**kept, "address": address, "position": {}},  # another server may give the same numbers to other mails
            secrets={"password": data["password"]},
        )

    def probe(self, account: Account) -> Health:
        if not _has_box(account):
            return Health(ok=True)
        try:
            with imap.opened(_box(account)):
                pass
        except ChannelError as error:
            return Health(ok=False, sentence=str(error), needs_person=error.reauthorise)
        return Health(ok=True)

    # Listening

    def incoming(self, account: Account, *, since: datetime) -> Iterable[Incoming]:
        """Mails above the last number that was surely kept (`heard_at` moves in the transaction that keeps them)."""
        if not _has_box(account):
            return []
        at = clock.now()
        kept = dict(account.settings.get("position") or {})
        stamp = account.heard_at.isoformat() if account.heard_at else ""
        start = int(kept.get("next", 0) if kept.get("after", stamp) != stamp else kept.get("from", 0))
        with imap.opened(_box(account)) as folder:
            if not kept or kept.get("validity") != folder.validity:  # the numbers mean other mails now: by date, known ones are known
                start, found = 0, folder.uids(since=timezone.localdate(since))
            else:
                found = folder.uids(above=start) if start else folder.uids(since=timezone.localdate(since))
            uids = found[:MOST]
            mails = [_read(raw, at) for uid in uids if (raw := folder.mail(uid))]
            position = {"validity": folder.validity, "from": start, "next": uids[-1] if uids else start, "after": stamp}
        said, passed_over = actions.take(account=account, mails=mails, at=at)
        if position != kept or passed_over:
            actions.keep_position(account=account, position=position, passed_over=passed_over, at=at)
        return said

    def reply(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        letter = Letter.objects.select_related("account").filter(account=account, remote_id=remote_id).first()
        if letter is None:
            raise ChannelError(_("The mail that you answer is no longer kept."), permanent=True)
        made = actions.send_answer(letter=letter, text=message.text, key=key, at=clock.now())
        return Receipt(made.message_id)

    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        raise ChannelError(_("A mailbox answers people; it publishes nothing. The newsletter does."), permanent=True)


def _has_box(account: Account) -> bool:
    return bool(account.settings.get("host"))


def _box(account: Account) -> imap.Box:
    said = account.settings
    return imap.Box(
        said["host"], int(said["port"]), said["tls"], said["user"], account.secrets.get("password", ""), said.get("folder") or "INBOX"
    )


def _read(raw: bytes, at: datetime) -> Mail:
    """One mail that nobody can read must not stop all those behind it."""
    try:
        return read(raw, at=at)
    except Exception:  # noqa: BLE001 - whatever the standard library does with a monstrous mail
        return Mail("", "", "", "", "", "", "", (), (), (), at, is_automatic=True)


channels.register(Mailbox())

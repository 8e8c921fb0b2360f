from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.direct import direct_senders
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import (
    INSIGHTS,
    KEYED,
    READ_BACK,
    UPDATE,
    WITHDRAW,
    Channel,
    Connection,
    Figure,
    Limits,
    Message,
    Receipt,
    Step,
    channels,
)
from beffroi.channels.newsletter import actions, jobs, queries
from beffroi.channels.newsletter.direct import EmailSender
from beffroi.channels.newsletter.forms import ConnectForm
from beffroi.channels.newsletter.models import Block, Letter
from beffroi.kernel import clock


class Newsletter(Channel):
    kind = "newsletter"
    label = _("Newsletter by e-mail")
    is_local = True  # publishing writes rows; the jobs send
    limits = Limits(title=150, pictures=1)
    capabilities = frozenset({KEYED, READ_BACK, UPDATE, WITHDRAW, INSIGHTS})
    cannot = (
        _("A mail that is in a mailbox stays there: changes and withdrawals concern what is not sent yet, and the archive on the site."),
        _("Who opens a mail is not recorded, on purpose."),
    )
    account_form = ConnectForm
    guide = (
        Step(
            _("One newsletter for each public"),
            _("People choose those that they want. Begin with one, such as “The week in our commune”."),
        ),
        Step(
            _("The mail server"),
            _(
                "Mails go out through the mail server of this site (setting MAIL_URL). The page “Will our mails arrive?” says what to check."
            ),
        ),
    )

    def connect(self, data: Mapping[str, Any]) -> Connection:
        name = str(data["name"]).strip()
        kept = {word: data[word] for word in ("description", "language", "rhythm") if data.get(word)}
        return Connection(remote_id=f"newsletter-{clock.now().timestamp():.0f}", name=name, settings=kept)

    @transaction.atomic
    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        at = clock.now()
        letter = actions.letter_of(account=account, at=at)
        block = actions.gather(letter=letter, message=message, key=key, at=at)
        if letter.rhythm == Letter.EACH and block.issue.is_draft and not block.withdrawn_at:
            jobs.send(actions.queue(issue=block.issue, at=at))
        return receipt(block)

    def reconcile(
        self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None, since: datetime | None = None
    ) -> Receipt | None:
        found = Block.objects.filter(key=key).select_related("issue__letter").first()
        return receipt(found) if found else None

    def update(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        block = Block.objects.select_related("issue__letter").get(pk=remote_id)
        return receipt(actions.revise(block=block, message=message, at=clock.now()))

    def withdraw(self, account: Account, remote_id: str) -> None:
        actions.withdraw(block=Block.objects.get(pk=remote_id), at=clock.now())

    def insights(self, account: Account, remote_ids: Iterable[str], *, since: datetime) -> Iterable[Figure]:
        """Readers of the letter; mails and clicks of the issue that a publication stands in. Openings are never counted."""
        letter = Letter.objects.filter(account=account).first()
        if letter is None:
            return
        yield Figure("followers", queries.reader_counts([letter])[letter.pk]["active"])
        blocks = list(Block.objects.filter(pk__in=list(remote_ids), issue__letter=letter).select_related("issue"))
        told = queries.figures({block.issue for block in blocks})
        for block in blocks:
            yield Figure("reach", told[block.issue_id]["sent"], str(block.pk))
            yield Figure("clicks", told[block.issue_id]["clicks"], str(block.pk))


def receipt(block: Block) -> Receipt:
    return Receipt(str(block.pk), block.issue.get_absolute_url())


channels.register(Newsletter())
direct_senders.register(EmailSender())

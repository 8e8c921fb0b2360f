"""The fence of answers: asked just before one leaves."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import Fence, fences
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.inbox import actions
from beffroi.outreach.inbox.models import Entry
from beffroi.outreach.inbox.writing import hash_of


class ReplyFence(Fence):
    kind = "inbox_reply"

    def may_go_out(self, delivery: Delivery, at: datetime) -> Refusal | None:
        entry = Entry.objects.filter(pk=delivery.subject_id).first()
        if entry is None or entry.state != Entry.LEFT:
            return Refusal("taken_back", _("This answer was taken back."))
        if base.message_of(delivery).text != entry.text:
            return Refusal("other_words", _("These are not the words that were kept."))
        if entry.needs_approval:
            approval = approvals.latest(Subject(self.kind, entry.pk))
            if approval is None or approval.state != Approval.APPROVED or approval.content_hash != hash_of(entry):
                return Refusal("not_approved", _("Nobody has approved these words."))
        return None

    def settled(self, delivery: Delivery, at: datetime) -> None:
        actions.settle_delivery(delivery=delivery, at=at)


fences.register(ReplyFence())

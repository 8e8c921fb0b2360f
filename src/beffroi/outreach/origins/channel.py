"""The fence of what is told back: asked just before it goes out."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import Fence, fences
from beffroi.kernel.rules import Refusal
from beffroi.outreach.origins.models import Origin
from beffroi.outreach.origins.queries import ORIGIN
from beffroi.outreach.origins.rules import may_be_told


class OriginFence(Fence):
    kind = ORIGIN

    def may_go_out(self, delivery: Delivery, at: datetime) -> Refusal | None:
        origin = Origin.objects.select_related("heard__account").filter(pk=delivery.subject_id).first()
        if origin is None:
            return Refusal("gone", _("The message is no longer there."))
        return may_be_told(origin, at, is_statement=bool(delivery.message["extra"].get("is_statement")))


fences.register(OriginFence())

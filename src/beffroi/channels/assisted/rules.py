from datetime import datetime
from typing import Any

from beffroi.channels.assisted.access import POST
from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import fences, freezes
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal


def may_post(person: Any) -> Refusal | None:
    return must_have_right(person, POST)


def must_still_go_out(delivery: Delivery, at: datetime) -> Refusal | None:
    """Asked again when the person looks: the text may have changed since, or everything be held back."""
    held = next((refusal for freeze in freezes if (refusal := freeze.holds(delivery, at))), None)
    fence = fences.get(delivery.subject_kind)
    return held or (fence.may_go_out(delivery, at) if fence else None)

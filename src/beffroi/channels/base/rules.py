from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.access import HEAR, MANAGE
from beffroi.channels.base.models import Delivery
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal


def may_manage(person: Any) -> Refusal | None:
    """Connect, test, pause and close accounts."""
    return must_have_right(person, MANAGE)


def may_moderate(person: Any) -> Refusal | None:
    """Read and moderate what is said under the town's name on networks."""
    return must_have_right(person, HEAR)


def must_be_unknown(delivery: Delivery) -> Refusal | None:
    if delivery.state != Delivery.UNKNOWN:
        return Refusal("settled", _("This is settled already."))
    return None


def must_be_by_hand(delivery: Delivery) -> Refusal | None:
    if delivery.state != Delivery.BY_HAND:
        return Refusal("settled", _("This is settled already."))
    return None


def must_be_an_address(url: str) -> Refusal | None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return Refusal("no_address", _("Paste the address of the publication: it begins with https://."))
    return None

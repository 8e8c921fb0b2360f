"""What others read of channels, in few queries."""

from collections.abc import Collection

from beffroi.channels.base.models import Account, Delivery, Measure
from beffroi.channels.base.types import channels


def named(account: Account) -> str:
    """An account where one is chosen: with its network, because a commune has the same name on several."""
    if account.kind not in channels or channels[account.kind].is_local:
        return account.name
    return f"{account.name} ({channels[account.kind].label})"


def figures(deliveries: Collection[int]) -> dict[int, dict[str, Measure]]:
    """The newest measure of each name, for each of these deliveries; one query."""
    found: dict[int, dict[str, Measure]] = {}
    for measure in Measure.objects.filter(delivery_id__in=deliveries).order_by("at", "pk"):
        found.setdefault(measure.delivery_id or 0, {})[measure.name] = measure
    return found


def to_settle() -> int:
    """Deliveries whose end only a person can tell."""
    return Delivery.objects.filter(state=Delivery.UNKNOWN).count()

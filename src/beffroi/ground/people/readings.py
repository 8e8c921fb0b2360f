"""Reading of personal data by the team is written down, for the person and for the administrator."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account, Reading

WHATS = {
    "person": _("opened the page of a person"),
    "search": _("searched for a person by e-mail address"),
    "export": _("exported personal data"),
    "message": _("read a private message"),
}


def note(*, reader: Account, what: str, at: datetime, accounts: Iterable[Account | None] = (None,), detail: str = "") -> None:
    """Write down who read whose data. `detail` names a page or a file, never the data."""
    if what not in WHATS:
        raise ValueError(f"not a known reading: {what}")
    Reading.objects.bulk_create(Reading(reader=reader, account=account, what=what, detail=detail[:120], at=at) for account in accounts)

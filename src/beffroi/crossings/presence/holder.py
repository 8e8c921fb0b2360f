"""Accounts elsewhere that people linked with theirs here, and officials who can be followed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import CONSENT, ConsentKind, PersonalData, consent_kinds, personal_data
from beffroi.crossings.presence.actions import linking
from beffroi.crossings.presence.models import LinkedAccount, Presence
from beffroi.ground.people.models import Account


def export(account: Account) -> Iterator[dict[str, Any]]:
    for row in LinkedAccount.objects.filter(account=account).order_by("pk"):
        yield {
            gettext("Linked account"): row.address,
            gettext("Network"): str(row.get_network_display()),
            gettext("Proof"): str(row.get_way_display()),
            gettext("Linked"): row.linked_at,
            gettext("Shown on your page"): row.is_shown,
        }
    for presence in Presence.objects.filter(decided_by=account).select_related("actor"):
        yield {gettext("You decided who can be followed"): presence.name, gettext("At"): presence.decided_at}


def erase(account: Account, at: datetime) -> None:
    linking.unlink_all(account=account)


def apply(account: Account, answer: bool) -> None:
    """Taken back: no account elsewhere is hers any more."""
    if not answer:
        linking.unlink_all(account=account)


consent_kinds.register(
    ConsentKind(
        kind=linking.CONSENT,
        label=_("Accounts elsewhere"),
        sentence=_("I agree that what I say to the commune from the accounts that I link counts as said by me here."),
        version=1,
        apply=apply,
    )
)
personal_data.register(
    PersonalData(
        kind="presence",
        label=_("Accounts on other networks"),
        purpose=_("Recognise a person who speaks to the commune from Mastodon or Bluesky, if she wishes it."),
        data=_("Address and page there, how it was proved, when; the codes and consents that are under way."),
        retention=_("Until you unlink the account. What was begun and not finished goes within a day."),
        recipients=_("The public, if you show the account on your page."),
        basis=CONSENT,
        export=export,
        erase=erase,
        fields=(
            "presence.LinkedAccount.account",
            "presence.LinkedAccount.address",
            "presence.LinkErrand.account",
            "presence.LinkCode.account",
            "presence.LinkCode.address",
            "presence.Presence.decided_by",
        ),
    )
)

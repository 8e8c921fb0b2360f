"""What verification keeps of persons: it lies below and cannot register by itself."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from beffroi.commons.privacy.types import PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.ground.verification.actions.cleaning import forget_person
from beffroi.ground.verification.models import AgeSaid, Agreement, Conflict, Letter, Verification
from beffroi.ground.verification.types import label_of


def kept_of(account: Account) -> Iterator[dict[str, Any]]:
    """That she was verified, and what waits; fingerprints say nothing to anybody and stay out."""
    for row in Verification.objects.filter(account=account).select_related("district").order_by("pk"):
        yield {
            pgettext("my data", "Verified"): label_of(row.method),
            pgettext("my data", "On"): row.at,
            pgettext("my data", "Until"): row.expires_at,
            pgettext("my data", "At least this old"): row.age_from,
            pgettext("my data", "District"): row.district.name if row.district else "",
        }
    for letter in Letter.objects.filter(account=account).order_by("pk"):
        yield {
            pgettext("my data", "Letter asked for"): letter.asked_at,
            pgettext("my data", "State"): str(letter.get_state_display()),
            pgettext("my data", "Address"): ", ".join(str(value) for value in letter.addressed.values()),
        }
    for said in AgeSaid.objects.filter(account=account):
        yield {pgettext("my data", "You said that you are under 15"): said.is_child, pgettext("my data", "On"): said.at}
    for agreement in Agreement.objects.filter(account=account):
        yield {
            pgettext("my data", "Agreement of a parent"): str(agreement.get_state_display()),
            pgettext("my data", "Asked"): agreement.asked_at,
            pgettext("my data", "Address"): agreement.parent.get("email", ""),
        }
    for conflict in Conflict.objects.filter(Q(claimant=account) | Q(holder=account)).order_by("pk"):
        yield {
            pgettext("my data", "Double account, looked at since"): conflict.opened_at,
            pgettext("my data", "State"): str(conflict.get_state_display()),
            pgettext("my data", "Reason"): conflict.reason,
        }


def erase(account: Account, at: datetime) -> None:
    forget_person(account=account)


personal_data.register(
    PersonalData(
        kind="verification",
        label=pgettext_lazy("personal data", "Showing who one is"),
        purpose=_("Letting those take part who may, and each person once, without keeping who they are."),
        data=_("How and on which day one was verified, until when, an age band, a district; fingerprints that cannot be read back."),
        retention=_(
            "Until the verification ends or is withdrawn; codes by text message a quarter of an hour; names and addresses of letters until the"
            " code is typed, sixty days at most; a parent’s address until the answer, thirty days at most; decided double accounts one year."
        ),
        export=kept_of,
        erase=erase,
        fields=(
            "verification.Verification.account",
            "verification.Verification.agent",
            "verification.PersonKey.account",
            "verification.PersonKey.digest",
            "verification.Conflict.claimant",
            "verification.Conflict.holder",
            "verification.Conflict.decided_by",
            "verification.Telephone.account",
            "verification.Telephone.digest",
            "verification.Telephone.outgoing",
            "verification.Letter.account",
            "verification.Letter.addressed",
            "verification.AgeSaid.account",
            "verification.Agreement.account",
            "verification.Agreement.parent",
            "verification.Agreement.agent",
        ),
    )
)
not_personal("verification.RollLine.digest", "a keyed hash: what opens its key is not in the database, and no name is")
not_personal("verification.Provider.secret", "a secret between the town and a provider")

"""Personal data of votes: that somebody took part, never what she voted, which nobody can find."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from beffroi.commons.privacy.types import PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.participation.ballots.models import Mark, Voter
from beffroi.participation.ballots.rules import email_key


def kept_of(account: Account) -> Iterator[dict[str, object]]:
    for mark in Mark.objects.filter(account=account).select_related("election").order_by("election_id"):
        yield {pgettext("my data", "You took part in the vote"): mark.election.title}
    key = email_key(account.email or "")
    for voter in Voter.objects.filter(email_key=key).select_related("election").order_by("election_id") if key else ():
        yield {
            pgettext("my data", "You are on the list of those who may vote"): voter.election.title,
            pgettext("my data", "As it was given"): ", ".join(str(value) for value in voter.contact.values() if value),
        }
        if voter.marks.exists():
            yield {pgettext("my data", "You took part in the vote"): voter.election.title}


personal_data.register(
    PersonalData(
        kind="ballots",
        label=pgettext_lazy("personal data", "Votes"),
        purpose=_("Each person votes once, online or on paper."),
        data=_(
            "The list of those who may vote, sealed, and that somebody took part, without day or hour. What she voted is not linked to her."
        ),
        retention=_("60 days after the end of each vote: the time to object to it. Ballots, which lead to nobody, stay with the result."),
        export=kept_of,
        fields=(
            "ballots.Voter.contact",
            "ballots.Voter.email_key",
            "ballots.Mark.account",
            "ballots.Count.first_by",
            "ballots.Count.second_by",
            "ballots.Count.third_by",
            "ballots.Trustee.name",
            "ballots.Election.administrator",
            "ballots.Election.registrar",
            "ballots.Election.auditors",
        ),
    )
)
not_personal("ballots.Urn.pending", "a sealed set of numbers without order, emptied when the marks are written")
not_personal("ballots.Urn.handed", "a sealed heap of credentials that nobody has yet, and a set of numbers")
not_personal("ballots.Slip.key", "a hash of a code that only the voter has")

"""Personal data of opinion maps: what somebody wrote; what her numbers answered, as long as anything leads to them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from beffroi.commons.privacy.types import PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.participation.opinions.actions import forget_author, leave, of_account
from beffroi.participation.opinions.models import OpinionMap, Statement


def kept_of(account: Account) -> Iterator[dict[str, Any]]:
    for participant in of_account(account):
        for vote in participant.votes.select_related("statement").order_by("statement__number"):
            yield {
                pgettext("my data", "Opinion map"): participant.map.question,
                pgettext("my data", "Statement"): vote.statement.text,
                pgettext("my data", "Your answer"): str(vote.get_value_display()),
                pgettext("my data", "Important to you"): vote.is_important,
                pgettext("my data", "On"): vote.on,
            }
    voice = getattr(account, "voice", None)
    if voice is None:
        return
    for row in Statement.objects.filter(voice=voice).select_related("map").order_by("pk"):
        yield {
            pgettext("my data", "You wrote a statement for"): row.map.question,
            pgettext("my data", "Statement"): row.text,
            pgettext("my data", "What became of it"): str(row.get_state_display()),
            pgettext("my data", "On"): row.created_at,
            pgettext("my data", "Said elsewhere at"): row.origin_url,
        }
    for row in Statement.objects.filter(decided_by=voice).order_by("pk"):
        yield {pgettext("my data", "You decided about the statement"): row.text, pgettext("my data", "On"): row.decided_at}
    for map in OpinionMap.objects.filter(concluded_by=voice).order_by("pk"):
        yield {pgettext("my data", "You said what came out of"): map.question, pgettext("my data", "On"): map.concluded_at}


def erase(account: Account, at: datetime) -> None:
    leave(account=account)
    voice = getattr(account, "voice", None)
    if voice is not None:
        forget_author(voice=voice)


personal_data.register(
    PersonalData(
        kind="opinions",
        label=_("Opinion maps"),
        purpose=_("Letting each person answer each statement once and change the answer; reading statements before they are shown."),
        data=_(
            "Statements that were written; answers under a number, and a keyed hash that leads from the account (or from a secret in one "
            "browser) to that number. Who wrote a statement and who answered are never joined."
        ),
        retention=_(
            "Answers stay under their number. What leads to it goes ninety days after the end of the map, at once with the account. "
            "Statements stay without their author."
        ),
        export=kept_of,
        erase=erase,
        fields=(
            "opinions.Participant.key",
            "opinions.Statement.voice",
            "opinions.Statement.decided_by",
            "opinions.Statement.origin_url",
            "opinions.OpinionMap.concluded_by",
        ),
    )
)
not_personal("opinions.Participant.number", "A number drawn for one map; nothing but the keyed hash leads to it.")

"""Personal data of surveys: as little as can be."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from beffroi.commons.privacy.types import PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.participation.surveys.actions import upkeep
from beffroi.participation.surveys.actions.answering import written
from beffroi.participation.surveys.definition import definition
from beffroi.participation.surveys.kinds import kinds
from beffroi.participation.surveys.models import Response


def kept_of(account: Account) -> Iterator[dict[str, Any]]:
    """Her answers where each person answers once; anonymous answers lead to nobody, so they cannot be found."""
    for response in upkeep.of_account(account):
        form, values = definition(response.survey), written(response)
        said = {row.text: kinds[row.kind].say(row, values[str(pk)]) for pk, row in form.questions.items() if str(pk) in values}
        yield {
            pgettext("my data", "Survey"): response.survey.title,
            pgettext("my data", "Answered on"): response.sent_at or response.saved_at,
        } | said
    voice = getattr(account, "voice", None)
    count = Response.objects.filter(keyed_by=voice).count() if voice else 0
    if count:
        yield {pgettext("my data", "Paper answers that you keyed in"): count}


def erase(account: Account, at: datetime) -> None:
    upkeep.leave(account=account)


personal_data.register(
    PersonalData(
        kind="surveys",
        label=_("Answers to surveys"),
        purpose=_("Letting each person answer once, and change the answers until the end; knowing who keyed in a paper sheet."),
        data=_("Answers; a pseudonym that leads from the account to the answers of one survey, where each person answers once."),
        retention=_(
            "Answers stay without any name. Pseudonyms and receipt codes go three months after the end, drafts after sixty days, all at "
            "once with the account."
        ),
        export=kept_of,
        erase=erase,
        fields=(
            "surveys.Response.person_key",
            "surveys.Response.keyed_by",
            "surveys.Response.answers",
            "surveys.Response.draft",
            "surveys.Text.text",
            "surveys.Upload.file",
            "surveys.Upload.name",
        ),  # fmt: skip
    )
)
not_personal("surveys.Response.code_hash", "The hash of a secret that only its holder knows; nobody's name is behind it here.")

"""Personal data of questions."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.participation.questions.actions import forget_author
from beffroi.participation.questions.models import Addressee, Answer, Question, Satisfaction, Step


def kept_of(account: Account) -> Iterator[dict[str, Any]]:
    """Everything that she asked, answered and said of answers."""
    voice = getattr(account, "voice", None)
    if voice is None:
        return
    for row in Question.objects.filter(voice=voice).select_related("addressee").order_by("pk"):
        yield {
            gettext("Question"): row.title, gettext("Text"): row.text, gettext("Asked of"): row.addressee.name, gettext("Asked on"): row.asked_at,
            gettext("Taken back on"): row.withdrawn_at, gettext("Address elsewhere"): row.origin_address,
        }  # fmt: skip
    for step in Step.objects.filter(voice=voice).exclude(reason="").select_related("question").order_by("pk"):
        yield {gettext("You wrote about the question"): step.question.title, gettext("Text"): step.reason, gettext("On"): step.at}
    for opinion in Satisfaction.objects.filter(voice=voice).select_related("answer__question").order_by("pk"):
        yield {
            gettext("Does it answer the question?"): str(opinion.get_value_display()),
            gettext("About"): opinion.answer.question.title,
            gettext("Your word"): opinion.word,
            gettext("On"): opinion.at,
        }
    for answer in Answer.objects.filter(voice=voice).exclude(given_at=None).select_related("question").order_by("pk"):
        yield {gettext("You answered"): answer.question.title, gettext("Text"): answer.text, gettext("On"): answer.given_at}
    for answer in Answer.objects.filter(drafted_by=voice).exclude(voice=voice).select_related("question").order_by("pk"):
        yield {gettext("You prepared the answer to"): answer.question.title, gettext("On"): answer.saved_at}
    for addressee in Addressee.objects.filter(account=account):
        yield {gettext("You can be asked as"): addressee.name, gettext("Mandate"): addressee.mandate}


def erase(account: Account, at: datetime) -> None:
    voice = getattr(account, "voice", None)
    if voice is not None:
        forget_author(voice=voice)


personal_data.register(
    PersonalData(
        kind="questions",
        label=_("Questions to elected officials"),
        purpose=_("Asking in public, answering, and knowing whether the answer answers."),
        data=_("Questions, names of those who ask and answer, opinions about answers, dates."),
        retention=_("Questions and answers stay, without a name once the person has left. Opinions about answers go with the account."),
        export=kept_of,
        erase=erase,
        fields=(
            "questions.Question.voice",
            "questions.Question.origin_address",
            "questions.Answer.voice",
            "questions.Answer.drafted_by",
            "questions.Answer.name",
            "questions.Correction.voice",
            "questions.Step.voice",
            "questions.Merging.voice",
            "questions.Satisfaction.voice",
            "questions.Satisfaction.word",
            "questions.Addressee.account",
            "questions.Addressee.team",
            "questions.Addressee_team.account",
            "questions.Addressee.name",
        ),
    )
)
not_personal("questions.Answer.video", "an official speaks in it, in public and in that role")

"""Personal data of participatory budgets."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from beffroi.commons.privacy.types import ExportFile, PersonalData, personal_data
from beffroi.ground.people.models import Account
from beffroi.participation.budgets.actions import forget_author
from beffroi.participation.budgets.models import Analysis, Begun, Project, Sheet, Step


def kept_of(account: Account) -> Iterator[dict[str, Any] | ExportFile]:
    """Her ideas, drafts included; what she wrote for the town. What she voted is not known."""
    voice = getattr(account, "voice", None)
    rows = Project.objects.filter(voice=voice).select_related("component__process", "image").order_by("pk") if voice else ()
    for row in rows:
        yield {
            pgettext("my data", "Idea for a participatory budget"): row.title, pgettext("my data", "Text"): row.text,
            pgettext("my data", "Place"): row.place, pgettext("my data", "Published on"): row.published_at,
            pgettext("my data", "What became of it"): row.said_state,
        }  # fmt: skip
        if row.image and row.image.file:
            yield ExportFile(name=f"idea-{row.pk}.{str(row.image.file.name).rpartition('.')[2]}", path=str(row.image.file.name))
    for study in Analysis.objects.filter(account=account).select_related("project").order_by("pk"):
        yield {pgettext("my data", "You studied the idea"): study.project.title, pgettext("my data", "Text"): study.reasons}
    for step in Step.objects.filter(voice=voice).select_related("project").order_by("pk") if voice else ():
        yield {pgettext("my data", "You wrote about the idea"): step.project.title, pgettext("my data", "Text"): step.text}
    for one in Begun.objects.filter(account=account).select_related("budget__component"):
        yield {pgettext("my data", "You opened your ballot of"): one.budget.component.title}
    for sheet in (Sheet.objects.filter(first_by=account) | Sheet.objects.filter(second_by=account)).order_by("pk"):
        yield {pgettext("my data", "You entered the paper ballot"): sheet.code}


def erase(account: Account, at: datetime) -> None:
    forget_author(account=account, at=at)


personal_data.register(
    PersonalData(
        kind="budgets",
        label=_("Participatory budgets"),
        purpose=_("Letting people propose projects, studying them, and reminding those who began to vote."),
        data=_("Ideas with their places and pictures; opinions of services; that a ballot was opened (not what was chosen)."),
        retention=_(
            "Published ideas stay, without a name once the person has left; drafts go with the account. That a ballot was opened is "
            "forgotten once the reminder is sent, and at the count at the latest."
        ),
        export=kept_of,
        erase=erase,
        fields=(
            "budgets.Project.voice",
            "budgets.Analysis.account",
            "budgets.Step.voice",
            "budgets.Begun.account",
            "budgets.Sheet.first_by",
            "budgets.Sheet.second_by",
        ),
    )
)

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.commons.promises.types import ClockOwner, clock_owners
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.types import GuestAct, VoicePage, guest_acts, voice_pages
from beffroi.kernel import html
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.routes import mount
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.kernel.subjects import Card, Subject, subject_kinds
from beffroi.participation.questions import holder, notices, reading, states
from beffroi.participation.questions.actions import ask
from beffroi.participation.questions.actions.asking import stored_address
from beffroi.participation.questions.models import Addressee, Question
from beffroi.participation.questions.rules import DRAFT, SORT
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import OfficialRecord, RecordLine, official_records
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

__all__ = ["holder", "notices"]

mount("questions/", "beffroi.participation.questions.town_urls")
mount("bureau/questions/", "beffroi.participation.questions.team_urls")


def is_used() -> bool:
    return bool(answer("questions"))


asked.register(Asked("questions", lambda: Addressee.objects.values("pk")))
nav.footer.register(
    nav.Entry("questions", _("Questions to elected officials"), "questions_town:index", order=28, group=nav.TAKE_PART, shown=is_used)
)
nav.desk.register(
    nav.Entry(
        "questions",
        pgettext_lazy("desk", "Questions"),
        "questions_team:index",
        icon="speech",
        right=DRAFT,
        order=42,
        group=_("Participation"),
    )
)


def publish(person: Account, data: dict, at: datetime) -> str:
    """What a visitor asked, now that she said who she is."""
    component = None
    if data.get("component"):
        component = Component.objects.select_related("process").filter(pk=data["component"], kind="question").first()
        if component is None:
            raise Refused(Refusal("gone", _("This page no longer exists.")))
    to = Addressee.objects.filter(pk=data["to"]).first()
    if to is None:
        raise Refused(Refusal("gone", _("This page no longer exists.")))
    return stored_address(ask(component=component, to=to, title=data["title"], text=data["text"], person=person, at=at))


guest_acts.register(GuestAct(kind="questions:ask", label=_("ask a public question"), perform=publish))


class QuestionClock(ClockOwner):
    """Who hears that an answer is late: those who give it and prepare it."""

    kind = "question"
    right = SORT

    def assigned(self, ids: Collection[int]) -> dict[int, list[Account]]:
        found: dict[int, list[Account]] = {}
        for row in Question.objects.filter(pk__in=ids).select_related("addressee__account").prefetch_related("addressee__team"):
            accounts = {account.pk: account for account in row.addressee.team.all()}
            if row.addressee.account:
                accounts[row.addressee.account.pk] = row.addressee.account
            found[row.pk] = [account for account in accounts.values() if account.is_active]
        return found


clock_owners.register(QuestionClock())


class QuestionRecord(OfficialRecord):
    """How an official answers, on the page of the official."""

    kind = "question"

    def line(self, official: Subject, at: datetime) -> RecordLine | None:
        row = Addressee.objects.filter(subject_kind=official.kind, subject_id=official.id).first()
        if row is None:
            return None
        record = reading.records([row], at)[row.pk]
        url, name = reverse("questions_town:addressee", args=[row.slug]), gettext("Questions and answers")
        sentence = "" if record.asked else gettext("Nobody has asked a question here yet.")
        return RecordLine(gettext("Questions"), record.figures if record.asked else [], sentence, url, name)


official_records.register(QuestionRecord())


def of_voice(voice: Voice, at: datetime, limit: int) -> Iterable[Card]:
    """What she asked in public, the latest first."""
    numbers = list(Question.objects.listed().filter(voice=voice).order_by("-asked_at").values_list("pk", flat=True)[:limit])
    known = subject_kinds["question"].cards(numbers)
    return [known[number] for number in numbers if number in known and known[number].is_public]


voice_pages.register(VoicePage(kind="question", label=_("Questions"), cards=of_voice, order=25))


def pages() -> Iterator[tuple[str, datetime | None]]:
    if not is_used():
        return
    yield reverse("questions_town:index"), None
    yield reverse("questions_town:who"), None
    for row in Addressee.objects.order_by("pk")[:1000]:
        yield reverse("questions_town:addressee", args=[row.slug]), None
    for question in Question.objects.listed().order_by("-pk")[: MOST - 1002].iterator():
        yield stored_address(question), question.answered_at or question.asked_at


sitemap_sections.register(SitemapSection("questions", pages))


def waiting(person: Any, at: datetime) -> int:
    """Questions that this person answers or prepares."""
    return _mine(person).count()


def late(person: Any, at: datetime) -> int:
    return _mine(person).filter(due_at__lt=at).count()


def _mine(person: Any) -> Any:
    concerned = Q(addressee__account=person) | Q(addressee__team=person)
    return Question.objects.waiting().filter(concerned).distinct()


def to_sort(person: Any, at: datetime) -> int:
    return Question.objects.waiting().filter(state=states.ASKED).count()


desk_tasks.register(
    DeskTask(
        "questions-answer", _("Questions to answer"), DRAFT, waiting, reverse_lazy("questions_team:index"), late, icon="speech", order=18
    )
)
to_sort_url = reverse_lazy("questions_team:to_sort")
desk_tasks.register(DeskTask("questions-sort", _("Questions to sort"), SORT, to_sort, to_sort_url, icon="speech", order=24))


class QuestionContext(Context):
    """All that a moderator must see of a question."""

    kind = "question"

    def whole(self, id: int) -> Whole | None:
        row = Question.objects.filter(pk=id).first()
        if row is None:
            return None
        same = Question.objects.filter(title=row.title, text=row.text).exclude(pk=row.pk).count()
        return Whole(text=f"{row.title}\n\n{row.text}", html=html.clean(row.html), written_at=row.asked_at, same_text=same)

    def with_same_voice(self, voice_id: int, limit: int) -> list[Card]:
        ids = list(Question.objects.filter(voice_id=voice_id).order_by("-asked_at").values_list("pk", flat=True)[:limit])
        known = subject_kinds["question"].cards(ids)
        return [known[pk] for pk in ids if pk in known]


contexts.register(QuestionContext())

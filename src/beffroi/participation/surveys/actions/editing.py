"""The team writes the form: pages, questions, conditions; opens, closes, concludes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.commons.search import actions as search
from beffroi.kernel.facts import record
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import slug
from beffroi.participation.spaces.addresses import component_url
from beffroi.participation.spaces.models import Component
from beffroi.participation.surveys import rules
from beffroi.participation.surveys.definition import definition, sentences
from beffroi.participation.surveys.facts import SurveyConcluded, SurveyEdited, SurveyOpened
from beffroi.participation.surveys.kinds import kinds
from beffroi.participation.surveys.models import Condition, Page, Question, Response, Survey

KIND = "survey"
MOST_PAGES, MOST_QUESTIONS, MOST_TESTS = 40, 150, 12


@dataclass(frozen=True)
class Wanted:
    """A question as the team wants it."""

    kind: str
    text: str
    help: str = ""
    is_required: bool = False
    is_shown: bool = True
    options: list[dict[str, Any]] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    key: str = ""


def subject_of(survey: Survey) -> Subject:
    return Subject(KIND, survey.pk)


def address(survey: Survey) -> str:
    """The page of a survey, as it is kept: in the town's first language. `component.process` must be loaded."""
    if survey.component:
        return component_url(survey.component)
    with override(settings.LANGUAGE_CODE):
        return reverse("surveys_town:detail", args=[survey.pk])


def index(*, survey: Survey, at: datetime) -> None:
    """Into the search, or out of it, as the survey is public or not."""
    if survey.hidden_at or not survey.is_public:
        search.remove(subject=subject_of(survey))
        return
    space = Subject("process", survey.component.process_id) if survey.component else None
    said = "\n\n".join(filter(None, [survey.intro, survey.outcome]))
    search.put(subject=subject_of(survey), title=survey.title, text=said, url=address(survey), at=at, weight=1.5, space=space)


@transaction.atomic
def create(*, person: Any, title: str, component: Component | None = None, at: datetime, recipe: str = "") -> Survey:
    """An empty survey with one page. `person` None: a command."""
    if person is not None:
        require(rules.must_have_right_for(person, Survey(component=component), rules.EDIT))
    survey = Survey.objects.create(component=component, title=title[:120], recipe=recipe)
    Survey.objects.filter(pk=survey.pk).update(created_at=at)
    Page.objects.create(survey=survey, position=1)
    return survey


@transaction.atomic
def edit(*, survey: Survey, person: Any, seen: int, fields: dict[str, Any], at: datetime) -> Survey:
    """Change what the survey says of itself and how it is answered. `seen`: how many edits its author had seen."""
    row = _locked(survey, person)
    if seen < row.edits:
        raise Refused(
            Refusal("stale", _("Somebody else has changed this survey meanwhile. What you wrote is still here: compare, then save."))
        )
    if row.responses_count and fields.get("who", row.who) != row.who:
        raise Refused(Refusal("answered", _("Somebody has answered already: who answers, and how, stays as it was said.")))
    for name, value in fields.items():
        setattr(row, name, value)
    row.html = from_markdown(row.intro)
    if row.component:
        row.title = row.title or row.component.title
    return _told(row, at)


@transaction.atomic
def add_page(*, survey: Survey, person: Any, title: str = "", text: str = "", at: datetime) -> Page:
    row = _locked(survey, person)
    require(rules.must_be_unanswered(row))
    last = row.pages.aggregate(last=Max("position"))["last"] or 0
    if row.pages.count() >= MOST_PAGES:
        raise ValidationError(_("A survey has %(n)d pages at most.") % {"n": MOST_PAGES})
    page = Page.objects.create(survey=row, position=last + 1, title=title, text=text)
    _told(row, at)
    return page


@transaction.atomic
def edit_page(*, page: Page, person: Any, title: str, text: str, at: datetime) -> None:
    row = _locked(page.survey, person)
    Page.objects.filter(pk=page.pk).update(title=title, text=text)
    _told(row, at)


@transaction.atomic
def remove_page(*, page: Page, person: Any, at: datetime) -> None:
    """With its questions. The last page stays."""
    row = _locked(page.survey, person)
    require(rules.must_be_unanswered(row))
    if row.pages.count() == 1:
        raise Refused(Refusal("last", _("A survey has one page at least.")))
    page.delete()
    _told(row, at)


@transaction.atomic
def move_page(*, page: Page, person: Any, by: int, at: datetime) -> None:
    row = _locked(page.survey, person)
    require(rules.must_be_unanswered(row))
    _move(list(row.pages.order_by("position", "pk")), page.pk, by)
    _told(row, at)


@transaction.atomic
def move_question(*, question: Question, person: Any, by: int, at: datetime) -> None:
    """Up or down; over the edge of its page it goes to the next one."""
    row = _locked(question.survey, person)
    require(rules.must_be_unanswered(row))
    here = list(Question.objects.filter(page=question.page_id).order_by("position", "pk"))
    place = [one.pk for one in here].index(question.pk)
    if 0 <= place + by < len(here):
        _move(here, question.pk, by)
    else:
        pages = list(row.pages.order_by("position", "pk"))
        target = [one.pk for one in pages].index(question.page_id) + by
        if 0 <= target < len(pages):
            rest = list(Question.objects.filter(page=pages[target]).order_by("position", "pk"))
            Question.objects.filter(pk=question.pk).update(page=pages[target])
            _number([question, *rest] if by > 0 else [*rest, question])
    _told(row, at)


def _move(rows: Sequence[Any], pk: int, by: int) -> None:
    place = next(n for n, row in enumerate(rows) if row.pk == pk)
    target = min(len(rows) - 1, max(0, place + by))
    ordered = list(rows)
    ordered.insert(target, ordered.pop(place))
    _number(ordered)


def _number(rows: Sequence[Any]) -> None:
    for position, row in enumerate(rows, 1):
        type(row).objects.filter(pk=row.pk).update(position=position)


@transaction.atomic
def add_question(*, page: Page, person: Any, wanted: Wanted, at: datetime) -> Question:
    row = _locked(page.survey, person)
    require(rules.must_be_unanswered(row))
    if row.questions.count() >= MOST_QUESTIONS:
        raise ValidationError(_("A survey has %(n)d questions at most.") % {"n": MOST_QUESTIONS})
    last = page.questions.aggregate(last=Max("position"))["last"] or 0
    question = Question(survey=row, page=page, position=last + 1, key=_free_key(row, wanted))
    _write(question, wanted)
    question.save()
    _told(row, at)
    return question


@transaction.atomic
def edit_question(*, question: Question, person: Any, wanted: Wanted, at: datetime) -> Question:
    """Once somebody answered, only wordings change: of the question, its help, its options."""
    row = _locked(question.survey, person)
    question = Question.objects.select_for_update().get(pk=question.pk)
    if row.responses_count:
        before = [one["key"] for one in question.options]
        same = (wanted.kind, wanted.is_required, _form_of(wanted)) == (question.kind, question.is_required, _form_of(question))
        if not same or [one["key"] for one in wanted.options] != before:
            raise Refused(rules.must_be_unanswered(row))  # type: ignore[arg-type]
        question.edits += 1
    elif wanted.key and wanted.key != question.key:
        question.key = _free_key(row, wanted)
    _write(question, wanted)
    question.save()
    _told(row, at)
    return question


def _form_of(question: Question | Wanted) -> dict[str, Any]:
    """The settings that shape answers; whether texts are public may change at any time."""
    return {name: value for name, value in question.settings.items() if name != "texts_shown"}


def _write(question: Question, wanted: Wanted) -> None:
    question.kind, question.text, question.help = wanted.kind, wanted.text[:300], wanted.help[:400]
    question.is_required, question.is_shown = wanted.is_required, wanted.is_shown
    question.options, question.settings = wanted.options, wanted.settings
    kinds[wanted.kind].check(question)


def _free_key(survey: Survey, wanted: Wanted) -> str:
    """A word for its column that no other question has."""
    stem = slug(wanted.key or wanted.text, most=34).replace("-", "_") or "question"
    taken, key, number = set(survey.questions.values_list("key", flat=True)), stem, 2
    while key in taken or key in ("id", "origin", "sent_at", "sheet"):
        key, number = f"{stem}_{number}", number + 1
    return key


@transaction.atomic
def remove_question(*, question: Question, person: Any, at: datetime) -> None:
    row = _locked(question.survey, person)
    require(rules.must_be_unanswered(row))
    question.delete()
    _told(row, at)


@transaction.atomic
def set_condition(
    *, survey: Survey, person: Any, page: Page | None, question: Question | None, mode: str, tests: list[dict], at: datetime
) -> None:
    """When a page or a question is asked; without tests, always."""
    row = _locked(survey, person)
    require(rules.must_be_unanswered(row))
    Condition.objects.filter(survey=row, page=page, question=question).delete()
    if tests:
        Condition.objects.create(survey=row, page=page, question=question, mode=mode, tests=tests[:MOST_TESTS])
    _told(row, at)


@transaction.atomic
def publish(*, survey: Survey, person: Any, opens_at: datetime | None, closes_at: datetime | None, at: datetime) -> Survey:
    """A survey of the whole town becomes public; refused while somebody could be stranded in it."""
    row = _locked(survey, person)
    require(rules.must_be_of_town(row))
    if found := sentences(definition(row)):
        raise Refused(Refusal("unfinished", " ".join(found)))
    if closes_at and closes_at <= (opens_at or at):
        raise ValidationError({"closes_at": _("The end is before the beginning.")})
    is_first = row.published_at is None
    row.published_at, row.opens_at, row.closes_at = row.published_at or at, opens_at, closes_at
    row.save(update_fields=["published_at", "opens_at", "closes_at"])
    if is_first:
        forget_trials(survey=row)
        record(SurveyOpened(survey_id=row.pk, process_id=0, subject=str(subject_of(row)), title=row.title))
    return _told(row, at)


@transaction.atomic
def close(*, survey: Survey, person: Any, at: datetime) -> Survey:
    """No more answers from now on."""
    row = _locked(survey, person)
    require(rules.must_be_of_town(row))
    row.closes_at = at
    return _told(row, at)


@transaction.atomic
def conclude(*, survey: Survey, person: Any, text: str, at: datetime) -> Survey:
    """Say what came out of it, in public."""
    row = _locked(survey, person)
    if not text.strip():
        raise Refused(Refusal("empty", _("Write what came out of it first.")))
    is_first = row.concluded_at is None
    row.outcome, row.outcome_html, row.concluded_at = text, from_markdown(text), row.concluded_at or at
    row = _told(row, at)
    if is_first:
        process = row.component.process_id if row.component else 0
        record(SurveyConcluded(survey_id=row.pk, process_id=process, subject=str(subject_of(row)), title=row.title))
    return row


@transaction.atomic
def set_hidden(*, survey: Survey, hidden: bool, at: datetime) -> None:
    """Moderation hides the survey, or shows it again."""
    Survey.objects.filter(pk=survey.pk).update(hidden_at=at if hidden else None, version=F("version") + 1)
    survey.refresh_from_db(fields=["hidden_at"])
    index(survey=survey, at=at)
    record(SurveyEdited(survey_id=survey.pk))


@transaction.atomic
def forget_trials(*, survey: Survey) -> int:
    """What the team tried goes."""
    return Response.objects.filter(survey=survey, origin=Response.TRIAL).delete()[0]


def _locked(survey: Survey, person: Any) -> Survey:
    row = Survey.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=survey.pk)
    if person is not None:
        require(rules.may_edit(person, row))
    return row


def _told(row: Survey, at: datetime) -> Survey:
    """Save, raise the numbers, make it findable, tell it."""
    row.edits, row.version = row.edits + 1, row.version + 1
    row.save()
    index(survey=row, at=at)
    record(SurveyEdited(survey_id=row.pk))
    return row

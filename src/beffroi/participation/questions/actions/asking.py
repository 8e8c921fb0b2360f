from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from beffroi.commons.promises import actions as promises
from beffroi.commons.promises.types import QUESTION
from beffroi.commons.search import actions as search
from beffroi.ground.people.models import Voice
from beffroi.kernel import html
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt, plain
from beffroi.participation.questions.facts import QuestionAsked, QuestionHidden, QuestionWithdrawn
from beffroi.participation.questions.models import Addressee, Answer, Correction, Question, Step
from beffroi.participation.questions.rules import may_ask, may_withdraw, may_write
from beffroi.participation.questions.states import ASKED, REFUSED
from beffroi.participation.spaces.actions import count_contributions
from beffroi.participation.spaces.models import Component

BY_LAW = timedelta(days=60)  # where the town promises nothing: two months of silence are an answer (CRPA, L231-4)
COUNTERS = {"supports": "supports_count", "messages": "messages_count", "follows": "follows_count"}


@transaction.atomic
def ask(
    *, component: Component | None, to: Addressee, title: str, at: datetime, text: str = "", person: Any = None, voice: Voice | None = None,
    origin: str = "", origin_channel: str = "", origin_address: str = "", language: str = "",
) -> Question:  # fmt: skip
    """Ask in public. `person` asks here; `voice` asked elsewhere, and the door she came through has checked who she is.

    With an `origin`, a second call returns the question of the first.
    """
    if origin and (already := Question.objects.filter(origin=origin).first()):
        return already
    if (person is None) == (voice is None):
        raise ValueError("a question has a person or a voice")
    require(may_ask(person, component, at) if voice is None else may_write(component, at))
    title = " ".join(title.split())[:200]
    require(must_be_complete(title, text), must_be_open(to))
    question = Question.objects.create(
        component=component, addressee=to, voice=voice or person.voice, title=title, text=text.strip(), html=html.from_markdown(text.strip()),
        excerpt=excerpt(text, 200), language=language or (get_language() or settings.LANGUAGE_CODE)[:2], asked_at=at, waits_since=at, due_at=at + BY_LAW,
        origin=origin[:200], origin_channel=origin_channel or (person.came_by if person is not None else ""), origin_address=origin_address[:500],
    )  # fmt: skip
    Step.objects.create(question=question, state=ASKED, addressee=to, voice=question.voice, at=at)
    start_the_clock(question, at)
    count_in_process(question, 1)
    index(question)
    record(QuestionAsked(**ids(question), voice_id=question.voice_id, addressee_id=to.pk))
    return question


def must_be_complete(title: str, text: str) -> Refusal | None:
    if len(title) < 10:
        return Refusal("title", _("Ask your question in a whole sentence."))
    if len(text) > 4000:
        return Refusal("long", _("The text is too long: %(n)d signs at most.") % {"n": 4000})
    return None


def must_be_open(addressee: Addressee) -> Refusal | None:
    if addressee.is_open:
        return None
    return Refusal("closed", _("%(name)s no longer answers questions here. Choose somebody else.") % {"name": addressee.name})


@transaction.atomic
def withdraw(*, question: Question, person: Any, at: datetime) -> Question:
    """Its asker takes it back: it leaves the lists, its page says so."""
    require(may_withdraw(person, question))
    if Question.objects.filter(pk=question.pk, withdrawn_at=None).update(withdrawn_at=at, in_list=False, version=F("version") + 1):
        promises.void(subject=question.subject, at=at)
        count_in_process(question, -1)
        record(QuestionWithdrawn(**ids(question)))
    question.refresh_from_db(fields=["withdrawn_at", "in_list", "version"])
    index(question)
    return question


@transaction.atomic
def set_hidden(*, question: Question, hidden: bool, at: datetime) -> None:
    """Moderation took it out of sight, or put it back."""
    was_listed = question.in_list
    question.hidden_at = at if hidden else None
    question.in_list = belongs_in_list(question)
    question.version = F("version") + 1
    question.save(update_fields=["hidden_at", "in_list", "version"])
    question.refresh_from_db(fields=["version"])
    if was_listed != question.in_list:
        count_in_process(question, 1 if question.in_list else -1)
        (promises.reopen if question.in_list else promises.void)(subject=question.subject, at=at)
    index(question)
    record(QuestionHidden(**ids(question), hidden=hidden))


def count(*, question_id: int, counter: str, by: int) -> None:
    """Keep a stored counter, in the caller's transaction."""
    if counter in COUNTERS:
        name = COUNTERS[counter]
        Question.objects.filter(pk=question_id).update(**{name: F(name) + by, "version": F("version") + 1})


@transaction.atomic
def forget_author(*, voice: Voice) -> None:
    """Somebody is leaving: what the team wrote stays without her; what she asked stays, by a voice without a name."""
    Answer.objects.filter(given_at=None, drafted_by=voice).update(drafted_by=None)
    Answer.objects.filter(drafted_by=voice).update(drafted_by=None)
    Correction.objects.filter(voice=voice).update(voice=None)
    Step.objects.filter(voice=voice).update(voice=None)
    Question.objects.filter(voice=voice).update(origin_address="", version=F("version") + 1)


# For the other actions of this domain.


def belongs_in_list(question: Question) -> bool:
    """Whether lists show it, from what happened to it."""
    return not (question.hidden_at or question.withdrawn_at or question.merged_into_id or question.state == REFUSED)


def ids(question: Question) -> dict[str, int]:
    """What every fact about a question says."""
    return {"question_id": question.pk, "process_id": question.component.process_id if question.component else 0}


def start_the_clock(question: Question, at: datetime) -> None:
    """The promise begins; the question keeps a copy of its end for the order of lists."""
    clock = promises.start(subject=question.subject, kind=QUESTION, at=at)
    copy_due(question, clock.due_at, at)


def copy_due(question: Question, due_at: datetime | None, at: datetime) -> None:
    question.due_at = due_at or at + BY_LAW
    Question.objects.filter(pk=question.pk).update(due_at=question.due_at)


def count_in_process(question: Question, by: int) -> None:
    if question.component is not None:
        count_contributions(process_id=question.component.process_id, by=by)


def address(question: Question | int) -> str:
    """Its page, in the language of the moment; stored addresses are made by `stored_address`."""
    return reverse("questions_town:detail", args=[question if isinstance(question, int) else question.pk])


def stored_address(question: Question) -> str:
    """Its page in the town's first language."""
    with override(settings.LANGUAGE_CODE):
        return address(question)


def index(question: Question) -> None:
    """Put what is public in the search, with its answers; take the rest out."""
    component = question.component
    if not question.in_list or (component is not None and not (component.is_public and component.process.is_public)):
        search.remove(subject=question.subject)
        return
    given = question.answers.exclude(given_at=None).order_by("given_at")
    said = [plain(question.html), *(f"{plain(one.html)}\n{one.spoken_words}" for one in given)]
    search.put(
        subject=question.subject,
        title=question.title,
        text="\n\n".join(filter(None, said)),
        url=stored_address(question),
        language=question.language,
        at=question.answered_at or question.asked_at,
        space=Subject("process", component.process_id) if component is not None else None,
    )

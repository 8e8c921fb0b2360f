"""Who may ask, answer, sort and judge, as refusals."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beffroi.commons.moderation.rules import must_not_be_paused
from beffroi.commons.supports.models import Support
from beffroi.ground.people.rules import must_be_signed_in, must_have_right, stands_for
from beffroi.kernel.rules import Refusal
from beffroi.participation.questions import states
from beffroi.participation.questions.models import Addressee, Answer, Merging, Question, Satisfaction
from beffroi.participation.questions.settings_form import QuestionSettings
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import has_right_in, must_be_open, must_be_published, must_have_right_in

DRAFT, GIVE, SORT, CHOOSE = (
    "questions:question:draft",
    "questions:question:give",
    "questions:question:sort",
    "questions:addressee:edit",
)
UNDO_DAYS = 30
AGAIN_DAYS = 60
MOST_AGAIN = 2


def setting(component: Component | None, name: str) -> Any:
    """A setting of this component, or the default, which is also that of the town's own page."""
    if component is not None and name in component.settings:
        return component.settings[name]
    return QuestionSettings.base_fields[name].initial


def has_right(person: Any, question: Question | Component | None, right: str) -> bool:
    """Held everywhere, or in the process of the question."""
    component = question.component if isinstance(question, Question) else question
    if component is not None:
        return has_right_in(person, component.process, right)
    return person.is_authenticated and person.has_right(right)


def must_have(person: Any, question: Question, right: str) -> Refusal | None:
    if question.component is not None:
        return must_have_right_in(person, question.component.process, right)
    return must_have_right(person, right)


def must_be_there(question: Question) -> Refusal | None:
    """Public, and nothing took it out of the lists."""
    if question.hidden_at:
        return Refusal("hidden", _("This question was hidden by moderation."))
    if question.withdrawn_at:
        return Refusal("withdrawn", _("Its author has taken this question back."))
    if question.merged_into_id:
        return Refusal("merged", _("This question was merged with a similar one. Take part there."))
    return None


def may_see(person: Any, question: Question, at: datetime) -> Refusal | None:
    """Hidden ones are seen by their author and by the team."""
    if question.component is not None and (refusal := must_be_published(question.component, at, person)):
        return refusal
    if not question.hidden_at or has_right(person, question, SORT) or is_asker(person, question):
        return None
    return must_be_there(question)


def is_asker(person: Any, question: Question) -> bool:
    return person.is_authenticated and question.voice_id == person.voice.pk


def may_write(component: Component | None, at: datetime, person: Any = None) -> Refusal | None:
    """Whether the form is open, whoever is there (visitors say who they are afterwards)."""
    if component is not None and (refusal := must_be_open(component, "ask", at, person)):
        return refusal
    if not Addressee.objects.open().exists():
        return Refusal("nobody", _("The town has not said yet who answers questions here."))
    return None


def may_ask(person: Any, component: Component | None, at: datetime) -> Refusal | None:
    return (
        must_be_signed_in(person)
        or may_write(component, at, person)
        or must_not_be_paused(person, at)
        or must_not_have_asked_enough(person, component)
    )


def must_not_have_asked_enough(person: Any, component: Component | None) -> Refusal | None:
    most = setting(component, "most_waiting")
    if Question.objects.waiting().filter(component=component, voice=person.voice).count() < most:
        return None
    sentence = ngettext(
        "You have %(n)d question waiting for its answer. Wait for it, or support a question of others.",
        "You have %(n)d questions waiting for their answers. Wait for one of them, or support a question of others.",
        most,
    )
    return Refusal("enough", sentence % {"n": most})


def may_support(person: Any, question: Question, at: datetime) -> Refusal | None:
    refusal = must_be_there(question) or _open(question, "support", at, person)
    if refusal:
        return refusal
    if question.state == states.REFUSED:
        return Refusal("refused", _("This question was not accepted: its page says why."))
    if not question.waits:
        return Refusal("over", _("This question has its answer. Follow it to hear what comes next."))
    return must_be_signed_in(person)


def may_take_support_back(person: Any, question: Question, at: datetime) -> Refusal | None:
    return must_be_signed_in(person)


def may_comment(person: Any, question: Question, at: datetime) -> Refusal | None:
    return must_be_there(question) or _open(question, "comment", at, person) or must_be_signed_in(person)


def may_follow(person: Any, question: Question, at: datetime) -> Refusal | None:
    if question.hidden_at:
        return must_be_there(question)
    return must_be_signed_in(person)


def _open(question: Question, verb: str, at: datetime, person: Any) -> Refusal | None:
    return must_be_open(question.component, verb, at, person) if question.component is not None else None


def may_withdraw(person: Any, question: Question) -> Refusal | None:
    refusal = must_be_there(question) or must_be_signed_in(person)
    if refusal:
        return refusal
    if not is_asker(person, question):
        return Refusal("not_asker", _("Only who asked may do this."))
    if question.answered_at:
        return Refusal("answered", _("The question was answered: it stays, with its answer."))
    return None


def may_sort(person: Any, question: Question) -> Refusal | None:
    return must_have(person, question, SORT) or must_be_there(question)


def must_lead_to(question: Question, state: str) -> Refusal | None:
    """What may follow what: states.STATES."""
    if state in states.STATES[question.state].next:
        return None
    now = states.STATES[question.state].title
    return Refusal("state", _("This is not possible any more: the question is now “%(state)s”.") % {"state": now})


def may_draft(person: Any, question: Question, at: datetime) -> Refusal | None:
    """Whoever prepares answers for this addressee, gives them, or sorts questions."""
    refusal = must_be_there(question)
    if refusal:
        return refusal
    if has_right(person, question, SORT) or not may_give(person, question, at):
        return None
    if refusal := must_have(person, question, DRAFT):
        return refusal
    if question.addressee.team.filter(pk=person.pk).exists():
        return None
    return Refusal("not_mine", _("Others prepare the answers of %(name)s.") % {"name": question.addressee.name})


def may_give(person: Any, question: Question, at: datetime) -> Refusal | None:
    """The official or her deputy; for a service, those who answer in its name. Where nobody signs in, who sorts questions passes it on."""
    if refusal := must_be_there(question) or must_be_signed_in(person):
        return refusal
    addressee = question.addressee
    if addressee.account_id is not None:
        if person.pk == addressee.account_id or addressee.account_id in stands_for(person, "answer", at):
            return None if person.is_team else must_have(person, question, GIVE)
    elif has_right(person, question, GIVE) and (has_right(person, question, SORT) or addressee.team.filter(pk=person.pk).exists()):
        return None
    return Refusal("not_answerer", _("%(name)s gives this answer, or who stands in for them.") % {"name": addressee.name})


def may_correct(person: Any, answer: Answer, at: datetime) -> Refusal | None:
    return may_give(person, answer.question, at)


def must_be_concerned(person: Any, question: Question) -> Refusal | None:
    """Who asked (also one of the merged ones), or supports it."""
    voice_id = person.voice.pk
    if question.voice_id == voice_id or question.merged_from.filter(voice_id=voice_id).exists():
        return None
    if Support.objects.filter(subject_kind="question", subject_id=question.pk, voice_id=voice_id).exists():
        return None
    return Refusal("stranger", _("This is asked of who asked the question, and of who supports it."))


def may_judge(person: Any, answer: Answer) -> Refusal | None:
    """Say whether it answers the question: once each."""
    refusal = must_be_there(answer.question) or must_be_signed_in(person)
    if refusal:
        return refusal
    if not answer.is_given:
        return Refusal("draft", _("There is no answer yet."))
    if Satisfaction.objects.filter(answer=answer, voice=person.voice).exists():
        return Refusal("said", _("You have said it. Thank you."))
    return must_be_concerned(person, answer.question)


def may_ask_again(person: Any, question: Question, at: datetime) -> Refusal | None:
    """Its asker, within sixty days of the answer, twice at most."""
    refusal = must_be_there(question) or must_be_signed_in(person) or must_lead_to(question, states.AGAIN)
    if refusal:
        return refusal
    if not is_asker(person, question):
        return Refusal("not_asker", _("Only who asked may do this."))
    if question.answered_at and at > question.answered_at + timedelta(days=AGAIN_DAYS):
        return Refusal("late", _("It could be asked again for sixty days. Ask a new question."))
    if question.steps.filter(state=states.AGAIN).count() >= MOST_AGAIN:
        return Refusal("enough", _("This question was asked again already. Ask a new one."))
    return must_not_be_paused(person, at)


def may_undo(person: Any, merging: Merging, at: datetime) -> Refusal | None:
    if merging.undone_at:
        return Refusal("undone", _("This was already undone."))
    if at > merging.at + timedelta(days=UNDO_DAYS):
        return Refusal("late", _("It could be undone for thirty days."))
    if merging.target.merged_into_id:
        return Refusal("merged", _("What came out of it was merged again. Undo that first."))
    return must_have(person, merging.target, SORT)

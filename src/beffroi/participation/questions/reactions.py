"""What happens after a question moved: people are told."""

from collections.abc import Iterable, Iterator

from beffroi.commons.notifications.actions import tell, tell_followers
from beffroi.commons.supports import queries
from beffroi.ground.people.models import Account, Voice
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.participation.questions import states
from beffroi.participation.questions.actions.asking import index, stored_address
from beffroi.participation.questions.facts import AnswerCorrected, QuestionAnswered, QuestionAsked, QuestionMoved, QuestionsMerged
from beffroi.participation.questions.models import Correction, Merging, Question, Step
from beffroi.participation.spaces.facts import ProcessPublished

BATCH = 500
TOLD = {states.ACCEPTED: "accepted", states.REDIRECTED: "redirected", states.REFUSED: "refused"}


def _question(pk: int) -> Question | None:
    return Question.objects.select_related("component__process", "addressee", "voice").filter(pk=pk).first()


def in_batches(ids: Iterable[int]) -> Iterator[list[Voice]]:
    batch: list[int] = []
    for voice_id in ids:
        batch.append(voice_id)
        if len(batch) == BATCH:
            yield list(Voice.objects.filter(pk__in=batch))
            batch = []
    if batch:
        yield list(Voice.objects.filter(pk__in=batch))


def answerers(question: Question) -> list[Account]:
    """Who gives the answer, and who prepares it."""
    found = {account.pk: account for account in question.addressee.team.filter(is_active=True)}
    if question.addressee.account and question.addressee.account.is_active:
        found[question.addressee.account.pk] = question.addressee.account
    return list(found.values())


def askers(question: Question) -> list[Voice]:
    """Who asked, also in other words."""
    return [question.voice, *Voice.objects.filter(questions__merged_into=question).exclude(pk=question.voice_id).distinct()]


def desk_address(question: Question) -> str:
    return f"/bureau/questions/{question.pk}/"


def tell_answerers(question: Question, kind: str, origin: str, **params: str) -> None:
    said = {"title": question.title, "by": question.addressee.name, "url": desk_address(question), "excerpt": question.excerpt, **params}
    tell(voices_or_accounts=answerers(question), kind=kind, subject=question.subject, params=said, origin=origin, at=clock.now())


@on(QuestionAsked)
def tell_who_answers(fact: QuestionAsked) -> None:
    if (question := _question(fact.question_id)) and question.in_list:
        tell_answerers(question, "questions:to-answer", f"question-{question.pk}-to-{fact.addressee_id}")


@on(QuestionMoved)
def tell_what_became_of_it(fact: QuestionMoved) -> None:
    """Its askers; and who answers from now on."""
    question, step = _question(fact.question_id), Step.objects.select_related("addressee").filter(pk=fact.step_id).first()
    if question is None or step is None:
        return
    if step.state in TOLD:
        params = {"title": question.title, "by": step.addressee.name, "url": stored_address(question), "excerpt": step.reason}
        tell(
            voices_or_accounts=askers(question), kind=f"questions:{TOLD[step.state]}", subject=question.subject, params=params,
            origin=f"question-step-{step.pk}", at=clock.now(),
        )  # fmt: skip
    if step.state == states.REDIRECTED and question.addressee_id == step.addressee_id:
        tell_answerers(question, "questions:to-answer", f"question-step-{step.pk}-team")
    if step.state == states.AGAIN:
        tell_answerers(question, "questions:again", f"question-step-{step.pk}-team", excerpt=step.reason)


@on(QuestionAnswered)
def tell_the_answer(fact: QuestionAnswered) -> None:
    """Askers, supporters and followers, each once: the origin is the same for all three."""
    question = _question(fact.question_id)
    if question is None:
        return
    at, subject, origin = clock.now(), question.subject, f"question-answer-{fact.answer_id}"
    params = {"title": question.title, "by": fact.by, "url": stored_address(question)}
    tell(voices_or_accounts=askers(question), kind="questions:answered", subject=subject, params=params, origin=origin, at=at)
    for voices in in_batches(queries.supporters(subject)):
        tell(voices_or_accounts=voices, kind="questions:answered-supported", subject=subject, params=params, origin=origin, at=at)
    tell_followers(subject=subject, kind="questions:answered-followed", params=params, origin=origin, at=at)


@on(AnswerCorrected)
def tell_the_correction(fact: AnswerCorrected) -> None:
    question, row = _question(fact.question_id), Correction.objects.filter(pk=fact.correction_id).first()
    if question is not None and row is not None:
        params = {"title": question.title, "url": stored_address(question), "excerpt": row.why}
        tell(
            voices_or_accounts=askers(question), kind="questions:corrected", subject=question.subject, params=params,
            origin=f"question-correction-{row.pk}", at=clock.now(),
        )  # fmt: skip


@on(QuestionsMerged)
def tell_the_merged(fact: QuestionsMerged) -> None:
    """Askers and supporters of the sources."""
    merging = Merging.objects.select_related("target").prefetch_related("sources__voice").filter(pk=fact.merging_id, undone_at=None).first()
    if merging is None:
        return
    at, target, origin = clock.now(), merging.target, f"question-merging-{fact.merging_id}"
    for source in merging.sources.all():
        params = {"title": source.title, "target": target.title, "url": stored_address(target), "excerpt": merging.reason}
        tell(voices_or_accounts=[source.voice], kind="questions:merged", subject=target.subject, params=params, origin=origin, at=at)
        for voices in in_batches(queries.supporters(source.subject)):
            tell(voices_or_accounts=voices, kind="questions:merged", subject=target.subject, params=params, origin=origin, at=at)


@on(ProcessPublished)
def find_its_questions(fact: ProcessPublished) -> None:
    """What was a draft can be found now."""
    for question in Question.objects.filter(component__process_id=fact.process_id).select_related("component__process"):
        index(question)

"""What came of it goes back into the threads where it was said: answers, conclusions, decisions, the outcome of a process."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.commons.conversations.facts import MessageSent
from beffroi.commons.conversations.models import Message
from beffroi.commons.moderation.facts import DecisionMade
from beffroi.commons.moderation.models import Decision as Judgement
from beffroi.crossings.intake import jobs
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt
from beffroi.outreach.origins import actions as origins
from beffroi.outreach.origins.models import Origin
from beffroi.outreach.origins.queries import HEARD
from beffroi.outreach.origins.words import TITLE
from beffroi.participation.accountability.facts import DecisionTaken, DecisionUpdated
from beffroi.participation.accountability.models import Source
from beffroi.participation.debates.facts import DebateConcluded
from beffroi.participation.opinions.facts import MapConcluded
from beffroi.participation.opinions.models import Statement
from beffroi.participation.proposals.facts import ProposalAnswered
from beffroi.participation.proposals.models import Proposal
from beffroi.participation.questions import states
from beffroi.participation.questions.facts import QuestionAnswered, QuestionMoved
from beffroi.participation.questions.models import Question
from beffroi.participation.reports import states as reporting
from beffroi.participation.reports.facts import ReportUpdated
from beffroi.participation.reports.models import Report, Update
from beffroi.participation.spaces.facts import OutcomeTold

LANGUAGES = ("fr", "en")


def in_languages(sentence: Callable[[], Any], **words: Any) -> dict[str, str]:
    """One sentence in the languages in which we answer. `sentence()` gives it in the active one."""
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = str(sentence()) % ({"title": TITLE} | {name: _spoken(word) for name, word in words.items()})
    return said


def _spoken(word: Any) -> str:
    return str(word() if callable(word) else word)


def tell(about: Subject, sentences: dict[str, str], *, key: str, url: str = "", title: str = "") -> None:
    """Everyone whose message became this, and everyone who spoke about it from elsewhere: once each."""
    with override(settings.LANGUAGE_CODE):
        card = about.card()
    if card is None or not (url or card.is_public):
        return
    jobs.tell_talk.using(unique=f"talk-{about}-{key}").enqueue(
        about=str(about), sentences=sentences, url=url or card.url, key=key, title=title or card.title, at=clock.now().isoformat(), after=0
    )


@on(MessageSent)
def tell_an_official_answer(fact: MessageSent) -> None:
    """Said in the name of the town: to whom it answers, or to all who spoke there if it answers nobody."""
    if not fact.is_official:
        return
    message = Message.objects.select_related("parent", "thread").filter(pk=fact.message_id).first()
    if message is None or not message.is_public:
        return
    with override(settings.LANGUAGE_CODE):
        card = message.subject.card()
    said = excerpt(message.text, 140)
    sentences = in_languages(lambda: _("The commune answers: %(said)s"), said=said)
    key, url = f"message-{message.pk}", card.url if card else ""
    if message.parent:
        origins.tell_back(subject=message.parent.subject, sentences=sentences, url=url, key=key, at=clock.now())
    else:
        tell(Subject(fact.subject_kind, fact.subject_id), sentences, key=key, url=url)


@on(ProposalAnswered)
def tell_the_answer_to_a_proposal(fact: ProposalAnswered) -> None:
    proposal = Proposal.objects.select_related("state").filter(pk=fact.proposal_id).first()
    if proposal is None or proposal.state is None:
        return
    sentences = in_languages(lambda: _("The commune has answered %(title)s: %(state)s."), state=lambda: proposal.state.title)
    tell(Subject("proposal", proposal.pk), sentences, key=f"answer-{proposal.pk}-{fact.revision}")


@on(QuestionAnswered)
def tell_the_answer_to_a_question(fact: QuestionAnswered) -> None:
    """Also those whose question was merged into this one."""
    sentences = in_languages(lambda: _("%(by)s answers %(title)s."), by=fact.by)
    about = Subject("question", fact.question_id)
    with override(settings.LANGUAGE_CODE):
        card = about.card()
    if card is None or not card.is_public:
        return
    for id in [fact.question_id, *Question.objects.filter(merged_into=fact.question_id).values_list("pk", flat=True)]:
        tell(Subject("question", id), sentences, key=f"answered-{fact.answer_id}", url=card.url, title=card.title)


@on(QuestionMoved)
def tell_where_a_question_goes(fact: QuestionMoved) -> None:
    state = states.STATES.get(fact.state)
    if state is None or fact.state not in (states.ACCEPTED, states.REDIRECTED, states.REFUSED):
        return
    sentences = in_languages(lambda: _("Your question %(title)s: %(state)s."), state=lambda: state.title)
    with override(settings.LANGUAGE_CODE):
        card = Subject("question", fact.question_id).card()
    if card:
        origins.tell_back(
            subject=card.subject, sentences=sentences, url=card.url, key=f"moved-{fact.step_id}", at=clock.now(), title=card.title
        )


@on(ReportUpdated)
def tell_news_of_a_report(fact: ReportUpdated) -> None:
    """What the town does about it, to whom said it elsewhere."""
    report = Report.objects.filter(pk=fact.report_id, withdrawn_at=None, hidden_at=None).first()
    if report is None or not fact.state or not Update.objects.filter(pk=fact.update_id, is_official=True).exists():
        return
    sentences = in_languages(
        lambda: _("News of what you reported, %(title)s: %(state)s."), state=lambda: reporting.STATES[fact.state].said(report.kind)
    )
    tell(Subject("report", report.pk), sentences, key=f"report-{fact.update_id}")


@on(DebateConcluded)
def tell_what_came_out_of_a_debate(fact: DebateConcluded) -> None:
    tell(
        Subject("debate", fact.debate_id),
        in_languages(lambda: _("Here is what came out of the debate %(title)s.")),
        key=f"debate-{fact.debate_id}",
    )


@on(MapConcluded)
def tell_what_came_out_of_an_opinion_map(fact: MapConcluded) -> None:
    """To those whose words became statements of it."""
    sentences = in_languages(lambda: _("Here is what came out of the opinion map %(title)s."))
    about = Subject("opinion", fact.map_id)
    with override(settings.LANGUAGE_CODE):
        card = about.card()
    if card is None or not card.is_public:
        return
    tell(about, sentences, key=f"opinions-{fact.map_id}")
    for id in Statement.objects.filter(map=fact.map_id, origin=Statement.NETWORK).values_list("pk", flat=True):
        tell(Subject("statement", id), sentences, key=f"opinions-{fact.map_id}", url=card.url, title=card.title)


@on(DecisionTaken)
def tell_a_decision(fact: DecisionTaken) -> None:
    sentences = in_languages(lambda: _("What you said was part of this decision: %(title)s"))
    _tell_sources(fact.decision_id, sentences, key=f"decision-{fact.decision_id}")


@on(DecisionUpdated)
def tell_news_of_a_decision(fact: DecisionUpdated) -> None:
    news = fact.update_title
    sentences = in_languages(lambda: _("News of the decision %(title)s: %(news)s"), news=news)
    _tell_sources(fact.decision_id, sentences, key=f"news-{fact.update_id}")


def _tell_sources(decision_id: int, sentences: dict[str, str], *, key: str) -> None:
    with override(settings.LANGUAGE_CODE):
        decision = Subject("decision", decision_id).card()
    if decision is None or not decision.is_public:
        return
    for kind, id in Source.objects.filter(decision_id=decision_id).values_list("subject_kind", "subject_id"):
        tell(Subject(kind, id), sentences, key=key, url=decision.url, title=decision.title)


@on(OutcomeTold)
def tell_what_became_of_a_process(fact: OutcomeTold) -> None:
    sentences = in_languages(lambda: _("You took part in %(title)s: here is what has become of it."))
    jobs.tell_process.using(unique=f"outcome-{fact.process_id}-{fact.edits}").enqueue(
        process_id=fact.process_id, sentences=sentences, key=f"outcome-{fact.process_id}-{fact.edits}", at=clock.now().isoformat()
    )


@on(DecisionMade)
def tell_a_decision_of_the_moderators(fact: DecisionMade) -> None:
    """Somebody's words were taken out of sight: why, and how to appeal (DSA, art. 17)."""
    judgement = Judgement.objects.select_related("rule").filter(pk=fact.decision_id).first()
    if judgement is None or not judgement.is_against or judgement.rule is None:
        return
    sentences = in_languages(
        lambda: _("The moderators acted on your message (rule %(number)s). Here is why, and how to appeal:"), number=judgement.rule.number
    )
    with override(settings.LANGUAGE_CODE):
        url = reverse("moderation:decision", args=[judgement.key])
    said: dict[str, Any] = {"sentences": sentences, "url": url, "key": f"judged-{judgement.pk}", "at": clock.now(), "is_statement": True}
    if fact.subject_kind != HEARD:
        origins.tell_back(subject=Subject(fact.subject_kind, fact.subject_id), **said)
    elif origin := Origin.objects.filter(heard_id=fact.subject_id).select_related("heard__account").order_by("pk").first():
        origins.tell_origin(origin=origin, **said)

"""What is said of each kind of thing, in the language of the commune. No name of a citizen travels: copies elsewhere cannot be
called back for sure, and the page here says who wrote.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.channels.base.types import Message
from beffroi.kernel.html import from_markdown
from beffroi.kernel.subjects import Card, Subject
from beffroi.kernel.text import excerpt
from beffroi.outreach.alerts import speaking
from beffroi.outreach.alerts.models import Release, RoadEvent
from beffroi.outreach.rumors.models import Edition
from beffroi.participation.accountability.actions.finding import vote_address
from beffroi.participation.accountability.models import Ballot, Commitment, CouncilVote, Decision
from beffroi.participation.debates.models import Debate
from beffroi.participation.proposals.models import Answer, Proposal
from beffroi.participation.questions.models import Answer as QuestionAnswer
from beffroi.participation.questions.models import Question
from beffroi.participation.resources.models import Resource
from beffroi.participation.spaces.facts import Announceable, PhaseOpened
from beffroi.participation.spaces.models import Phase

FRESH = timedelta(days=2)  # what is older when it is first heard of was brought in, and is no news
SHORT, WHOLE = 480, 20_000


def _message(title: str, text: str, link: str, *, html: str = "", type: str = "Article", language: str = "fr", **more: Any) -> Message:
    """A short note that carries a link, with the whole as an object of its own."""
    whole = {"type": type, "name": title, "html": html or str(from_markdown(text)), **more}
    return Message(text=excerpt(text, SHORT), title=title, link=link, language=language, extra={"object": whole})


def proposal(id: int, card: Card) -> Message | None:
    row = Proposal.objects.select_related("component__process").filter(pk=id).first()
    if row is None or row.withdrawn_at or row.merged_into_id or row.split_at:
        return None
    title = pgettext("presence", "Proposal: %(title)s") % {"title": row.title}
    return _message(title, row.text[:WHOLE], card.url, html=row.html, language=row.language)


def debate(id: int, card: Card) -> Message | None:
    row = Debate.objects.filter(pk=id).first()
    if row is None or not row.question:
        return None
    ask = _("What do you think? Answer here: your answer is shown in the debate.")
    title = pgettext("presence", "Debate: %(title)s") % {"title": row.question}
    return _message(title, f"{excerpt(row.text, SHORT)}\n\n{ask}".strip(), card.url, html=row.html)


def decision(id: int, card: Card) -> Message | None:
    row = Decision.objects.filter(pk=id).first()
    if row is None:
        return None
    whole = "".join([row.html, f"<h2>{_('Why')}</h2>", row.reasons_html]) if row.reasons_html else row.html
    return _message(_("Decided: %(title)s") % {"title": row.title}, row.excerpt or row.reasons, card.url, html=whole)


def question(id: int, card: Card) -> Message | None:
    row = Question.objects.select_related("addressee").filter(pk=id).first()
    if row is None or row.withdrawn_at or row.merged_into_id:
        return None
    title = pgettext("presence", "Question to %(name)s: %(title)s") % {"name": row.addressee.name, "title": row.title}
    return _message(title, row.text or row.title, card.url, html=row.html, language=row.language)


def resource(id: int, card: Card) -> Message | None:
    row = Resource.objects.select_related("component").filter(pk=id).exclude(published_at=None).first()
    if row is None or not row.title or row.kind in (Resource.QUESTION, Resource.FIGURE):
        return None
    title = pgettext("presence", "To read: %(title)s") % {"title": row.title}
    return Message(text=excerpt(row.text, SHORT), title=title, link=card.url)


KINDS: dict[str, Callable[[int, Card], Message | None]] = {
    "proposal": proposal,
    "debate": debate,
    "decision": decision,
    "question": question,
}


def announcement(fact: Announceable, card: Card) -> Message:
    """What a fact says, as a draft post would."""
    more: dict[str, Any] = {}
    if isinstance(fact, PhaseOpened) and (phase := Phase.objects.filter(pk=fact.phase_id).first()):
        more["object"] = {"type": "Event", "name": f"{fact.process_title}: {phase.title}", "startTime": phase.starts_at.isoformat()}
        more["object"] |= {"joinMode": "external"} | ({"endTime": phase.ends_at.isoformat()} if phase.ends_at else {})
    return Message(text=excerpt(fact.sentence() or card.excerpt, SHORT), title=fact.headline(), link=card.url, extra=more)


def answer(row: Answer, card: Card) -> Message:
    """The official answer, in the thread of the proposal."""
    said = {"title": card.title, "state": row.state.title}
    title = _("The town answered “%(title)s”: %(state)s.") % said
    return Message(text=excerpt(row.text, SHORT), title=title, link=card.url)


def reply(row: QuestionAnswer, card: Card) -> Message:
    """The answer to a question, in the name in which it was given."""
    title = _("%(by)s answers: %(title)s") % {"by": row.name, "title": card.title}
    return Message(text=excerpt(row.text or row.spoken_words, SHORT), title=title, link=card.url)


def vote(row: CouncilVote) -> Message:
    """A vote, as the council took it."""
    counts = _("%(yes)d for, %(no)d against, %(none)d abstained") % {
        "yes": row.for_count, "no": row.against_count, "none": row.abstained_count,
    }  # fmt: skip
    text = f"{row.get_outcome_display().capitalize()} ({counts}).\n\n{excerpt(row.summary, 300)}".strip()
    title = _("Council of %(day)s: %(title)s") % {"day": date_format(row.held_on, "j F Y"), "title": row.title}
    return Message(text=text, title=title, link=vote_address(row))


def ballot(row: Ballot) -> Message:
    """How one representative voted."""
    voted = row.get_choice_display()
    said = _("%(name)s: %(choice)s.") % {"name": row.representative.name, "choice": voted}
    whole = vote(row.vote)
    return Message(text=f"**{said}**\n\n{whole.text}", title=whole.title, link=whole.link)


def commitment(row: Commitment, url: str) -> Message:
    state = row.get_state_display()
    due = f" ({_('for %(day)s') % {'day': date_format(row.due_on, 'j F Y')}})" if row.due_on else ""
    text = "\n\n".join(filter(None, [f"« {row.text} »{due}", f"{state.capitalize()}. {row.outcome}".strip()]))
    return Message(text=text, title=_("Commitment of %(name)s") % {"name": row.representative.name}, link=url)


def release(row: Release) -> Message:
    """A message of an alert: what, where, what to do."""
    content = row.content
    until = _("Until %(hour)s.") % {"hour": speaking.until_of(row)} if not row.is_end else ""
    steps = "\n".join(f"- {step}" for step in content["steps"]) if not row.is_end else ""
    where = content["area"]["words"]
    text = "\n\n".join(filter(None, [row.note, content["happens"] if not row.is_end else "", where, steps, until, content["contact"]]))
    event = {"type": "Event", "name": speaking.title_of(row), "startTime": content["onset"], "endTime": content["expires"]}
    return Message(
        text=text, title=speaking.title_of(row), link=speaking.page_of(row), language=content["language"], extra={"object": event}
    )


def over(row: Release) -> Message:
    """Its hour has come, and nobody had more to say."""
    return Message(
        text=_("This alert is over."), title=row.content["headline"], link=speaking.page_of(row), language=row.content["language"]
    )


def road(row: RoadEvent) -> Message:
    dates = _("From %(start)s to %(end)s") % {"start": _day(row.starts_at), "end": _day(row.ends_at)}
    text = "\n\n".join(filter(None, [f"{row.street}. {dates}.", row.description, row.detour]))
    event = {"type": "Event", "name": row.title, "startTime": row.starts_at.isoformat(), "endTime": row.ends_at.isoformat()}
    return Message(text=excerpt(text, SHORT), title=row.title, link=row.get_absolute_url(), extra={"object": event})


def fact_check(row: Edition) -> Message:
    """What is true; what is said travels only with its verdict, in the whole."""
    said = _("What is said: “%(claim)s”. %(verdict)s.") % {"claim": row.claim.rstrip(". "), "verdict": row.get_verdict_display()}
    sources = "\n".join(f"- {_cited(one)}" for one in row.sources)
    whole = "\n\n".join([f"**{row.truth}**", said, row.explanation, f"## {pgettext('presence', 'Sources')}", sources])
    return _message(row.headline, row.truth, _check_page(row), html=str(from_markdown(whole)))


def correction(row: Edition) -> Message:
    """What a fact check said before, and no longer says."""
    title = _("Corrected: %(title)s") % {"title": row.headline}
    return Message(text="\n\n".join([row.correction, row.truth]), title=title, link=_check_page(row))


def _check_page(row: Edition) -> str:
    return reverse("rumors:show", args=[row.rumor_id])


def _cited(row: dict[str, str]) -> str:
    words = re.sub(r"([\\\[\]()<>*_`#])", r"\\\1", f"{row['title']} ({row['publisher']})" if row["publisher"] else row["title"])
    return f"[{words}]({row['url']})" if row["url"] else words


def archived(card: Card) -> Message:
    return Message(text=_("This process is over. Everything can still be read."), title=card.title, link=card.url)


def subject_of(fact: Announceable) -> Subject:
    return Subject.parse(fact.subject)


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "j F Y H:i")

"""An open poll that the team also wants on social networks becomes a draft post with the network's own poll, indicative and said so."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.outreach.posts import actions as posts
from beffroi.outreach.posts.models import Post
from beffroi.participation.votes.actions.texts import address
from beffroi.participation.votes.facts import VoteOpened
from beffroi.participation.votes.methods.yes_no import WORDS
from beffroi.participation.votes.models import OPEN, Question, Vote

MOST_OPTIONS, MOST_HOURS = 10, 7 * 24
RULES = {"yes-no": False, "choose": False, "approval": True}  # what a network's poll can ask: whether several answers may be ticked


@on(VoteOpened)
def prepare_a_poll(fact: VoteOpened) -> None:
    """One draft for each question that a poll can carry; it never goes out by itself."""
    vote = Vote.objects.select_related("component__process").filter(pk=fact.vote_id, networks=True, mode=OPEN, hidden_at=None).first()
    if vote is None or vote.closes_at is None:
        return
    at = clock.now()
    hours = max(1, min(MOST_HOURS, int((vote.closes_at - at).total_seconds() // 3600)))
    for question in vote.questions.filter(rule__in=RULES).prefetch_related("options"):
        with override(settings.LANGUAGE_CODE):
            poll = _poll(question, hours)
            if poll is None:
                continue
            text = "\n\n".join(
                [
                    question.title,
                    _("This poll is an indication: the vote that counts is on our site."),
                    _("[Vote](%(url)s)") % {"url": address(vote)},
                ]
            )
        posts.draft(
            title=vote.title[:200], text=text, about=str(vote.subject), kind=Post.PARTICIPATION, link=address(vote), poll=poll,
            origin=f"vote poll {question.pk}", at=at,
        )  # fmt: skip


def _poll(question: Question, hours: int) -> dict[str, Any] | None:
    several = RULES[question.rule] or question.parameters.get("most", 1) > 1
    options = [option.title for option in question.options.all()] or [str(word) for word in WORDS.values()]
    return {"options": options, "hours": hours, "several": several} if 2 <= len(options) <= MOST_OPTIONS else None

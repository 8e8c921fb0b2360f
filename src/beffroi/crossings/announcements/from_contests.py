"""A contest that opens, and its result, become draft posts with the way to the rules; they never go out by themselves."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.outreach.contests.facts import ContestDecided, ContestPublished
from beffroi.outreach.contests.models import Contest
from beffroi.outreach.posts import actions as posts
from beffroi.outreach.posts.models import Post


@on(ContestPublished)
def prepare_the_announcement(fact: ContestPublished) -> None:
    contest = Contest.objects.filter(pk=fact.contest_id, state=Contest.PUBLISHED).first()
    if contest is None:
        return
    with override(settings.LANGUAGE_CODE):
        lines = [contest.text]
        if contest.tag:
            lines.append(_("Take part on our site, or answer this publication with #%(tag)s.") % {"tag": contest.tag})
        lines.append(_("Free of charge. [Rules and entry](%(url)s)") % {"url": contest.get_absolute_url()})
    _draft(contest, "opens", contest.title, lines)


@on(ContestDecided)
def prepare_the_result(fact: ContestDecided) -> None:
    contest = Contest.objects.filter(pk=fact.contest_id, state=Contest.DECIDED).first()
    if contest is None:
        return
    tickets = list(contest.entries.exclude(place=None).filter(outcome="winner").order_by("place").values_list("number", flat=True))
    with override(settings.LANGUAGE_CODE):
        title = _("Result: %(title)s") % {"title": contest.title}
        numbers = ", ".join(map(str, tickets))
        lines = [
            ngettext("Ticket %(numbers)s wins.", "Tickets %(numbers)s win.", len(tickets)) % {"numbers": numbers}
            if tickets
            else _("Nobody could win: there were no tickets."),
            _("[See the result and check it](%(url)s)") % {"url": contest.get_absolute_url()},
        ]
    _draft(contest, "decided", title, lines)


def _draft(contest: Contest, step: str, title: str, lines: list[str]) -> None:
    posts.draft(
        title=title[:200],
        text="\n\n".join(lines),
        about=f"contest:{contest.pk}",
        kind=Post.NEWS,
        link=contest.get_absolute_url(),
        origin=f"contests.{step} contest:{contest.pk}",
        at=clock.now(),
    )

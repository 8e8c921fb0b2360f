"""Whether a group is well: figures and signs for those who lead it. Nothing of this is shown to others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beffroi.commons.conversations.models import Message
from beffroi.participation.groups.models import Group, Member, Topic

PERIOD = timedelta(days=60)
SILENCE = timedelta(days=30)
UNANSWERED = timedelta(days=7)
WAITING = timedelta(days=3)
MANDATE = timedelta(days=60)
ENOUGH = 8  # below so few messages, shares say nothing
LOUD = 60  # percent of what was said, by one voice


@dataclass(frozen=True)
class Sign:
    """Something that a facilitator should look at, and what she can do."""

    kind: str
    sentence: str
    advice: str


@dataclass(frozen=True)
class Figures:
    """How the word goes round, over the last two months."""

    said: int
    speakers: int
    members: int
    loudest: int  # percent of what was said by the voice that said most
    quiet: list[Member]  # members who have said nothing

    @property
    def share(self) -> int:
        return round(100 * self.speakers / self.members) if self.members else 0


def figures(group: Group, at: datetime, *, names: int = 50) -> Figures:
    """Topics opened and messages sent in them, by voice."""
    since = at - PERIOD
    topics = Topic.objects.shown().filter(group=group)
    counts: dict[int, int] = dict(topics.filter(created_at__gte=since).values_list("voice").annotate(n=Count("pk")))
    rows = Message.objects.said().filter(
        thread__subject_kind="group_topic", thread__subject_id__in=topics.values("pk"), created_at__gte=since
    )
    for voice, n in rows.values_list("voice").annotate(n=Count("pk")):
        counts[voice] = counts.get(voice, 0) + n
    inside = Member.objects.inside().filter(group=group)
    quiet = inside.exclude(voice__in=list(counts)).select_related("voice").order_by("joined_at")[:names]
    said = sum(counts.values())
    loudest = round(100 * max(counts.values()) / said) if said else 0
    return Figures(said, len(counts), group.members_count, loudest, list(quiet))


def signs(group: Group, at: datetime, found: Figures | None = None) -> list[Sign]:
    """What is wrong, the worst first; nothing of a group that was closed."""
    if group.process.is_archived:
        return []
    found = found or figures(group, at, names=0)
    made = []
    if not Member.objects.leading().filter(group=group).exists():
        made.append(Sign("nobody", _("Nobody leads the group."), _("Ask who wants to: any member can say so on the page of the group.")))
    if at - group.active_at > SILENCE:
        days = (at - group.active_at).days
        said = ngettext("Nothing has been said for %(n)d day.", "Nothing has been said for %(n)d days.", days) % {"n": days}
        made.append(Sign("silence", said, _("Ask one simple question, or propose a date to meet. If the group is over, close it.")))
    if found.said >= ENOUGH and (found.loudest > LOUD or found.speakers <= 2):
        said = _("Few voices: one person says %(share)d %% of all.") % {"share": found.loudest}
        made.append(Sign("few", said, _("Invite by name those who have said nothing; meet once without writing.")))
    unanswered = (
        Topic.objects.shown().filter(group=group, messages_count=0, closed_at=None, created_at__lt=at - UNANSWERED, state="").count()
    )
    if unanswered:
        said = ngettext("%(n)d topic has no answer.", "%(n)d topics have no answer.", unanswered) % {"n": unanswered}
        made.append(Sign("unanswered", said, _("Answer, if only to say who could: a question without answer is the last one.")))
    today = timezone.localdate(at)
    late = Topic.objects.shown().filter(group=group, is_open=True, due_on__lt=today).count()
    if late:
        said = ngettext("%(n)d problem is past its date.", "%(n)d problems are past their dates.", late) % {"n": late}
        made.append(Sign("late", said, _("Ask who is responsible what is missing, and set a new date.")))
    waiting = Member.objects.filter(group=group, state=Member.ASKED, asked_at__lt=at - WAITING).count()
    if waiting:
        said = ngettext("%(n)d person waits to come in.", "%(n)d people wait to come in.", waiting) % {"n": waiting}
        made.append(Sign("waiting", said, _("Answer the requests.")))
    behind = Member.objects.inside().filter(group=group, charter_number__lt=F("group__charter_number")).count()
    if behind * 2 > max(group.members_count, 1):
        made.append(Sign("charter", _("Most members have not accepted the new rules."), _("Tell them what has changed, and why.")))
    if group.mandate_until and today <= group.mandate_until and group.mandate_until - today < MANDATE:
        made.append(Sign("mandate", _("The mandate ends soon."), _("Prepare the handover: who goes on, who comes in, what is left to do.")))
    elif group.mandate_until and group.mandate_until < today:
        made.append(Sign("mandate", _("The mandate is over."), _("Renew it, or close the group.")))
    return made


def kinds(found: Iterable[Sign]) -> list[str]:
    return [sign.kind for sign in found]

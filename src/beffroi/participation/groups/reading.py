"""What pages say of groups, made ready for templates."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from beffroi.kernel.fragments import render_many, until_changed
from beffroi.participation.groups import states
from beffroi.participation.groups.addresses import group_url, topic_url
from beffroi.participation.groups.models import FREE, LISTED, ON_REQUEST, Group, Member, Topic
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces import reading as spaces

GROUP_COLUMNS = ("process", "parent")


def cards(rows: list[Group]) -> list[SafeString]:
    """Cards of groups, `process` loaded."""
    keyed = [{"pk": row.pk, "version": f"{row.version}-{row.process.version}", "row": row} for row in rows]
    return list(render_many("group", keyed, lambda found: card(found["row"])))


def card(group: Group) -> SafeString:
    n = group.members_count
    context = {
        "group": group,
        "url": group_url(group),
        "sort": group.get_sort_display(),
        "door": door(group),
        "members": ngettext("%(n)d member", "%(n)d members", n) % {"n": n},
        "is_closed": group.visibility == LISTED,
    }
    return render_to_string("groups/_card.html", context)


def door(group: Group) -> str:
    """How one comes in, in three words."""
    if group.process.is_archived:
        return _("This group is over")
    return {FREE: _("Open to all"), ON_REQUEST: _("On request")}.get(group.joining, _("By invitation"))


def topics(rows: list[Topic], at: datetime) -> list[dict[str, Any]]:
    """Lines of a list of topics, `voice`, `responsible` and `group.process` loaded."""
    today = timezone.localdate(at)
    found = []
    for row in rows:
        n = row.messages_count
        found.append(
            {
                "topic": row,
                "url": topic_url(row),
                "said": ngettext("%(n)d message", "%(n)d messages", n) % {"n": n} if n else _("No answer yet"),
                "state": states.LABELS.get(row.state, ""),
                "tone": states.TONES.get(row.state, ""),
                "is_late": bool(row.due_on and row.due_on < today and row.state not in states.OVER),
            }
        )
    return found


def with_group(rows: QuerySet, group: Group) -> list[Topic]:
    """These topics with their voices; the group is known already."""
    found = list(rows.select_related("voice", "responsible"))
    for row in found:
        row.group = group
    return found


def parts(group: Group, at: datetime, *, drafts: bool = False) -> list[SafeString]:
    """Cards of the components, kept until anything changes in the town."""
    process = group.process
    opened = "-".join(f"{pk}:{verb}" for pk, verbs in sorted(calendar.openings(process, at).items()) for verb in sorted(verbs))
    key = f"groups:parts:{process.pk}:{get_language()}:{opened}:{process.is_archived}"
    return until_changed(key, lambda: [_part(one) for one in spaces.parts(process, at)])


def _part(found: spaces.Part) -> SafeString:
    return render_to_string("spaces/_part.html", {"part": found, "query": ""})


def facilitators(group: Group) -> list[Member]:
    """Kept until anything changes in the town."""
    rows = Member.objects.leading().filter(group=group).select_related("voice").order_by("joined_at", "pk")
    return until_changed(f"groups:leading:{group.pk}", lambda: list(rows[:12]))


def subgroups(group: Group) -> list[Group]:
    """All of them, hidden ones too: the caller knows who asks. Kept until anything changes in the town."""
    rows = Group.objects.filter(parent=group.pk, process__archived_at=None).select_related("process").order_by("process__title")
    return until_changed(f"groups:inside:{group.pk}", lambda: list(rows[:50]))


def steps(current: str) -> list[dict[str, Any]]:
    """The way of a problem, as the strip of phases draws it."""
    if current == states.DROPPED:
        return []
    here = states.ORDER.index(current)
    found = []
    for place, state in enumerate(states.ORDER):
        kind = "past" if place < here or current == states.DONE else "open" if place == here else "coming"
        found.append({"title": states.LABELS[state], "state": kind, "starts_at": None, "ends_at": None, "url": ""})
    return found


def copy_text(topic: Topic, url: str) -> str:
    """What one pastes elsewhere: the title, the beginning, the address."""
    return f"{topic.title}\n\n{topic.excerpt}\n\n{url}"

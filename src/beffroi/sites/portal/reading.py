"""What the home page reads."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beffroi.commons.conversations.models import Thread
from beffroi.commons.conversations.subjects import topic_url
from beffroi.participation.accountability.models import Decision
from beffroi.participation.spaces.models import Process
from beffroi.participation.spaces.types import component_types
from beffroi.participation.spaces.views.public import with_phases

TONES = {Decision.DONE: "good", Decision.STARTED: "town", Decision.STOPPED: "brick"}


def processes_for_home(at: datetime) -> list[Process]:
    """Open ones first (those that end soonest on top), then those to come, then the last that ended; six at most."""
    is_open = Q(starts_at__lte=at) & (Q(ends_at=None) | Q(ends_at__gt=at))
    rank = Case(When(is_open, then=Value(0)), When(starts_at__gt=at, then=Value(1)), default=Value(2), output_field=IntegerField())
    rows = list(Process.objects.public().filter(archived_at=None).annotate(rank=rank).order_by("rank", "-starts_at")[:12])
    far = datetime.max.replace(tzinfo=at.tzinfo)
    rows.sort(key=lambda process: (process.rank, (process.ends_at or far) if process.rank == 0 else at))  # type: ignore[attr-defined]
    return with_phases(rows[:6])


@dataclass(frozen=True)
class DecisionLine:
    decision: Decision
    url: str
    tone: str
    progress: str


def decisions_for_home(at: datetime) -> list[DecisionLine]:
    """The last decisions, with how far they are."""
    found = Decision.objects.filter(published_at__lte=at, hidden_at=None, parent=None, component__process__published_at__lte=at)
    rows = found.select_related("component__process").defer("text", "html", "reasons", "reasons_html").order_by("-decided_on", "-pk")[:3]
    return [
        DecisionLine(
            row,
            component_types["decision"].url(row.component, "item", row.pk),
            TONES.get(row.state, "bell"),
            _("Progress"),
        )
        for row in rows
    ]


def topics_for_home() -> list[dict[str, str]]:
    """The topics of the forum where something was said last."""
    rows = Thread.objects.filter(subject_kind="", hidden_at=None).order_by("-last_message_at", "-pk")[:4]
    return [
        {
            "title": row.title,
            "url": topic_url(row),
            "said": ngettext("%(n)d message", "%(n)d messages", row.messages_count) % {"n": row.messages_count},
        }
        for row in rows
    ]

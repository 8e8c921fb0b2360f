"""Meetings in the team's calendar."""

from datetime import datetime

from django.utils.translation import pgettext_lazy

from beffroi.participation.meetings import words
from beffroi.participation.meetings.actions.finding import address
from beffroi.participation.meetings.models import Meeting
from beffroi.ui.dated import Dated, DatedSource, dated_sources


class Meetings(DatedSource):
    kind = "meetings"
    label = pgettext_lazy("nav", "Meetings")
    icon = "people"

    def between(self, start: datetime, end: datetime, at: datetime) -> list[Dated]:
        rows = Meeting.objects.filter(starts_at__gte=start, starts_at__lt=end).exclude(state=Meeting.REFUSED)
        found = []
        for row in rows.select_related("component__process").order_by("starts_at", "pk")[:200]:
            label, tone = words.state(row, at)
            found.append(
                Dated(
                    key=f"meeting-{row.pk}", title=row.title, starts_at=row.starts_at, ends_at=row.ends_at, url=address(row),
                    state=row.state, state_label=label, tone=tone, note=words.where(row),
                )
            )  # fmt: skip
        return found


dated_sources.register(Meetings())

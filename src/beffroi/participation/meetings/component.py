from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from beffroi.kernel.subjects import Subject
from beffroi.participation.meetings import ical, listing, services
from beffroi.participation.meetings.actions.finding import KIND, address
from beffroi.participation.meetings.models import Meeting
from beffroi.participation.spaces.models import Component, Process
from beffroi.participation.spaces.types import (
    CalendarSource,
    ComponentType,
    Contribution,
    ContributionSource,
    Summary,
    Table,
    calendar_sources,
    component_types,
    contributions,
)


class Meetings(ComponentType):
    kind = KIND
    label = gettext_lazy("Meetings")
    explanation = gettext_lazy("Public meetings in a room or online: agenda, places, questions from everybody, minutes.")
    path = "reunions"
    urls = "beffroi.participation.meetings.urls"
    desk_urls = "beffroi.participation.meetings.desk_urls"
    drawing = "together"
    verbs = {"propose": gettext_lazy("Propose a meeting"), "comment": gettext_lazy("Comment on meetings")}
    settings_form = forms.Form

    def copy(self, source: Component, target: Component) -> None:
        """Meetings have their hours: none is copied."""

    def summary(self, component: Component, at: datetime) -> Summary:
        rows = Meeting.objects.announced().filter(component=component)
        known = rows.aggregate(all=Count("pk"), coming=Count("pk", filter=Q(ends_at__gt=at, state=Meeting.PUBLIC)))
        if not known["all"]:
            return Summary(_("No meeting yet"))
        coming = rows.filter(ends_at__gt=at, state=Meeting.PUBLIC).order_by("starts_at")[:3]
        said = ngettext("%(n)d meeting to come", "%(n)d meetings to come", known["coming"]) % {"n": known["coming"]}
        if not known["coming"]:
            said = ngettext("%(n)d meeting took place", "%(n)d meetings took place", known["all"]) % {"n": known["all"]}
        shown = list(coming) or list(rows.order_by("-starts_at")[:2])
        for row in shown:
            row.component = component
        lines = [(f"{localtime(row.starts_at):%d/%m/%Y} – {row.title}", address(row)) for row in shown]
        return Summary(said, known["all"], lines)

    def results(self, component: Component) -> Iterable[Table]:
        columns = [
            pgettext("meetings", "Number"), _("Title"), _("How people meet"), _("Begins"), _("Ends"), _("Place"), _("Longitude"),
            _("Latitude"), _("What the place offers"), _("Places"), _("Registered"), _("Waiting"), _("In the room"), _("Online"),
            _("State"), _("Organisations"), pgettext("meetings", "Minutes"),
        ]  # fmt: skip
        yield Table("meetings", str(_("Meetings")), [str(one) for one in columns], _rows(component))


def _rows(component: Component) -> Iterator[list[Any]]:
    rows = (
        Meeting.objects.public().filter(component=component).defer("text", "html", "minutes_html", "transcript").order_by("starts_at", "pk")
    )
    for row in rows.iterator(chunk_size=500):
        yield [
            row.pk, row.title, str(row.get_kind_display()), row.starts_at, row.ends_at, row.place, row.longitude, row.latitude,
            ", ".join(services.said(row.services)), row.capacity or None, row.registered_count, row.waiting_count,
            row.here_count + row.walk_ins_count, row.online_seen_count, str(row.get_state_display()), row.organisations,
            row.minutes if row.minutes_at else "",
        ]  # type: ignore[attr-defined]  # fmt: skip


component_types.register(Meetings())


class MeetingSource(ContributionSource):
    """Meetings from which a decision may come."""

    kind = KIND

    def search(self, component: Component, text: str = "") -> list[Contribution]:
        rows = Meeting.objects.public().filter(component=component)
        if text:
            rows = rows.filter(title__icontains=text)
        found = []
        for row in rows.order_by("-starts_at")[:50]:
            row.component = component
            voices = (row.proposed_by_id,) if row.proposed_by_id else ()
            found.append(Contribution(Subject(KIND, row.pk), row.title, address(row), voices, row.follows_count))
        return found

    def voices(self, component: Component) -> Iterable[int]:
        rows = Meeting.objects.public().filter(component=component).exclude(proposed_by=None)
        return rows.order_by("proposed_by_id").values_list("proposed_by_id", flat=True).distinct()


contributions.register(MeetingSource())


class MeetingCalendar(CalendarSource):
    """Meetings beside the phases, in the calendar of a process and in that of all of them."""

    kind = KIND

    def events(self, processes: list[Process], at: datetime) -> Iterable[Any]:
        return [ical.event(row) for row in listing.for_calendars(None, at, [process.pk for process in processes])]


calendar_sources.register(MeetingCalendar())

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.types import GuestAct, VoicePage, guest_acts, voice_pages
from beffroi.ground.places.types import MapPoint, map_layers
from beffroi.kernel import clock, html
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.routes import mount
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.kernel.subjects import Card, subject_kinds
from beffroi.participation.meetings import dated, holder, ical, rules, words
from beffroi.participation.meetings.access import EDIT
from beffroi.participation.meetings.actions import meetings, places
from beffroi.participation.meetings.actions.finding import address
from beffroi.participation.meetings.models import LiveQuestion, Meeting
from beffroi.participation.spaces.models import Component
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.shells import Shell, shells

__all__ = ["dated", "holder", "ical"]

mount("reunions/", "beffroi.participation.meetings.town_urls")
mount("r/", "beffroi.participation.meetings.room_urls", localized=False)
mount("bureau/reunions/", "beffroi.participation.meetings.team_urls")


def is_used() -> bool:
    return bool(answer("meetings"))


asked.register(Asked("meetings", lambda: Meeting.objects.exclude(published_at=None).values("pk")))
nav.footer.register(
    nav.Entry("meetings", pgettext_lazy("nav", "Meetings"), "meetings_town:index", order=24, group=nav.TAKE_PART, shown=is_used)
)
nav.desk.register(
    nav.Entry(
        "meetings", pgettext_lazy("nav", "Meetings"), "meetings_team:index", icon="people", right=EDIT, order=38, group=_("Participation")
    )
)


def _gone() -> Refused:
    return Refused(Refusal("gone", _("This page no longer exists.")))


def register(person: Account, data: dict, at: datetime) -> str:
    """A place for a visitor, now that she said who she is."""
    meeting = Meeting.objects.announced().select_related("component__process").filter(pk=data["meeting"]).first()
    if meeting is None or rules.may_see(person, meeting, at):
        raise _gone()
    row = places.register(
        meeting=meeting, person=person, name=data["name"], answers=data["answers"], is_online=data["is_online"],
        is_shown=data["is_shown"], at=at,
    )  # fmt: skip
    return address(row.meeting, "ticket", row.key)


def propose(person: Account, data: dict, at: datetime) -> str:
    component = Component.objects.select_related("process").filter(pk=data["component"], kind="meeting").first()
    if component is None:
        raise _gone()
    values = {name: data[name] for name in ("title", "text", "kind", "place", "online_url")}
    values |= {name: datetime.fromisoformat(data[name]) for name in ("starts_at", "ends_at")}
    return address(meetings.propose(component=component, person=person, values=values, at=at))


guest_acts.register(GuestAct(kind="meetings:register", label=_("register for a meeting"), perform=register))
guest_acts.register(GuestAct(kind="meetings:propose", label=_("propose a meeting"), perform=propose))


def kind(name: str, label: Any, sentence: Any, group: str) -> None:
    """A notification whose lazy sentence takes its places from the params."""

    def said(params: dict[str, Any], language: str) -> str:
        with override(language):
            return str(sentence) % params

    notification_kinds.register(NotificationKind(f"meetings:{name}", label, said, group))


kind("freed", _("A place is free for me"), _("A place is free for you: “%(title)s”, %(when)s."), "own")
kind("kept", _("The meeting that I proposed takes place"), _("The meeting that you proposed takes place: “%(title)s”, %(when)s."), "own")
kind("refused", _("The meeting that I proposed is not kept"), _("The meeting that you proposed is not kept: “%(title)s”."), "own")
kind("announced", _("A meeting in a process that I follow"), _("%(process)s: a meeting, “%(title)s”, %(when)s."), "followed")
kind("soon", _("A meeting that I follow is near"), _("Soon: “%(title)s”, %(when)s, %(where)s."), "followed")
kind("moved", _("A meeting that I follow changes"), _("“%(title)s” has changed: %(when)s, %(where)s."), "followed")
kind("cancelled", _("A meeting that I follow is cancelled"), _("“%(title)s” is cancelled."), "followed")
kind("minutes", _("The minutes of a meeting"), _("The minutes of “%(title)s” can be read."), "followed")
kind("filling", _("A meeting fills up"), _("“%(title)s”: %(percent)d %% of the places are taken."), "team")


class MeetingLayer:
    """Meetings to come on the town's map."""

    kind = "meeting"
    label = pgettext_lazy("nav", "Meetings")

    def points(self, limit: int) -> list[MapPoint]:
        rows = Meeting.objects.public().filter(state=Meeting.PUBLIC, ends_at__gt=clock.now())
        rows = rows.exclude(longitude=None).exclude(latitude=None).select_related("component__process").order_by("starts_at")[:limit]
        return [
            MapPoint(row.longitude, row.latitude, row.title, address(row), f"{words.day(row)}, {words.hours(row)}", self.kind)
            for row in rows
        ]


map_layers.register(MeetingLayer())


def of_voice(voice: Voice, at: datetime, limit: int) -> Iterable[Card]:
    """Meetings that she proposed."""
    numbers = list(Meeting.objects.public().filter(proposed_by=voice).order_by("-starts_at").values_list("pk", flat=True)[:limit])
    known = subject_kinds["meeting"].cards(numbers)
    return [known[number] for number in numbers if number in known and known[number].is_public]


voice_pages.register(VoicePage(kind="meeting", label=pgettext_lazy("nav", "Meetings"), cards=of_voice, order=35))


def pages() -> Iterator[tuple[str, datetime | None]]:
    if not is_used():
        return
    yield reverse("meetings_town:index"), None
    for row in Meeting.objects.public().select_related("component__process").order_by("-pk")[: MOST - 1].iterator():
        yield address(row), row.edited_at or row.published_at


sitemap_sections.register(SitemapSection("meetings", pages))


def proposed(person: Any, at: datetime) -> int:
    return Meeting.objects.filter(state=Meeting.PROPOSED).count()


def without_minutes(person: Any, at: datetime) -> int:
    """Meetings that are over and of which nobody has told what was said."""
    return Meeting.objects.filter(state=Meeting.PUBLIC, ends_at__lte=at, minutes_at=None).count()


index_url = reverse_lazy("meetings_team:index")
desk_tasks.register(DeskTask("meetings-proposed", _("Meetings proposed by citizens"), EDIT, proposed, index_url, icon="people", order=26))
desk_tasks.register(DeskTask("meetings-minutes", _("Minutes to write"), EDIT, without_minutes, index_url, icon="pencil", order=46))


class MeetingContext(Context):
    """All that a moderator must see of a meeting."""

    kind = "meeting"

    def whole(self, id: int) -> Whole | None:
        row = Meeting.objects.filter(pk=id).first()
        return None if row is None else Whole(text=f"{row.title}\n\n{row.text}", html=html.clean(row.html), written_at=row.created_at)


class LiveQuestionContext(Context):
    kind = "live_question"

    def whole(self, id: int) -> Whole | None:
        row = LiveQuestion.objects.filter(pk=id).first()
        return None if row is None else Whole(text=row.text, written_at=row.created_at)


contexts.register(MeetingContext())
contexts.register(LiveQuestionContext())

# The door works where there is no network: a page without data stands in for that of the team.
shells.register(
    Shell(
        "door", r"^(/en)?/bureau/p/\d+/reunions/\d+/\d+/accueil/$",
        {"fr": "/reunions/accueil-hors-ligne/", "en": "/en/reunions/accueil-hors-ligne/"}, ("bundle/door.js",),
    )
)  # fmt: skip

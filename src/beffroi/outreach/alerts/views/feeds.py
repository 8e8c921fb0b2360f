"""What programs read: Atom and RSS of CAP, JSON, calendars."""

from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.ground.people.access import team
from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.later import Later
from beffroi.outreach.alerts import cap, queries
from beffroi.outreach.alerts.access import READ
from beffroi.outreach.alerts.models import Alert, Release
from beffroi.outreach.alerts.speaking import title_of

if TYPE_CHECKING:
    from icalendar import Calendar, Event
else:
    Calendar, Event = Later("icalendar", "Calendar"), Later("icalendar", "Event")

CAP = "application/cap+xml"


def _cap_url(request: HttpRequest, release: Release) -> str:
    return request.build_absolute_uri(reverse("alerts_feeds:cap_of", args=[release.alert_id, release.number]))


def _feed(request: HttpRequest, kind: type[Atom1Feed] | type[Rss201rev2Feed], name: str) -> HttpResponse:
    town = Town.current()
    feed = kind(
        title=_("Alerts: %(town)s") % {"town": town.name},
        link=request.build_absolute_uri(reverse("alerts:index")),
        description=_("What happens and what to do, as CAP 1.2."),
        language="fr",
        feed_url=request.build_absolute_uri(reverse(f"alerts_feeds:{name}")),
        author_name=town.name,
    )
    for release in queries.latest_releases():
        feed.add_item(
            title=title_of(release),
            link=request.build_absolute_uri(reverse("alerts:show", args=[release.alert_id])),
            description="\n".join(filter(None, [release.note, release.content["happens"], *release.content["steps"]])),
            unique_id=f"tag:{release.content['sender']},{release.sent_at:%Y-%m-%d}:{release.identifier}",
            unique_id_is_permalink=False,
            pubdate=release.sent_at,
            updateddate=release.sent_at,
            author_name=town.name,
            categories=[release.content["event"]],
            enclosures=[Enclosure(_cap_url(request, release), "0", CAP)],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


@public
@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """An index of CAP documents."""
    return _feed(request, Atom1Feed, "atom")


@public
@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    return _feed(request, Rss201rev2Feed, "rss")


@public
@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    """What holds now and what is planned, with its area as GeoJSON."""
    at, features = clock.now(), []
    newest = {release.alert_id: release for release in queries.latest_releases(200)}
    for alert in Alert.objects.public().running(at).order_by("onset", "pk")[:200]:
        if release := newest.get(alert.pk):
            features.append(
                {"type": "Feature", "id": release.identifier, "geometry": _geometry(release), "properties": _said(request, release)}
            )
    document = {"type": "FeatureCollection", "features": features}
    return JsonResponse(document, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})


def _geometry(release: Release) -> dict[str, Any] | None:
    shapes = release.content["area"]["shapes"]
    if not shapes:
        return None
    return shapes[0] if len(shapes) == 1 else {"type": "GeometryCollection", "geometries": shapes}


def _said(request: HttpRequest, release: Release) -> dict[str, Any]:
    names = ("event", "headline", "happens", "steps", "contact", "severity", "urgency", "certainty", "onset", "expires", "language")
    said = {name: release.content[name] for name in names}
    where = {"area": release.content["area"]["words"], "sent": cap.stamp(release.sent_at), "kind": release.kind, "note": release.note}
    page = request.build_absolute_uri(reverse("alerts:show", args=[release.alert_id]))
    return said | where | {"url": page, "cap": _cap_url(request, release)}


@public
@require_safe
def cap_latest(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest message of one alert."""
    release = Release.objects.filter(alert=pk, alert__is_exercise=False).order_by("-number").first()
    if release is None:
        raise Http404
    return cap_answer(request, release)


@public
@require_safe
def cap_of(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One message, as it was; it never changes."""
    return cap_answer(request, get_object_or_404(Release, alert=pk, number=number, alert__is_exercise=False))


@team(READ)
@require_safe
def cap_desk(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The same for the team: exercises too."""
    return cap_answer(request, get_object_or_404(Release, alert=pk, number=number))


def cap_answer(request: HttpRequest, release: Release) -> HttpResponse:
    web = request.build_absolute_uri(reverse("alerts:show", args=[release.alert_id]))
    return HttpResponse(cap.document(release, web=web), content_type=CAP)


@public
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Planned cuts and works, to see in one's own calendar."""
    found = new_calendar(_("Planned alerts and cuts"))
    for alert in Alert.objects.public().running(clock.now()).prefetch_related("districts").order_by("onset", "pk")[:200]:
        url = request.build_absolute_uri(alert.get_absolute_url())
        text = "\n".join([alert.happens, *alert.lines])
        event = event_of(f"alert-{alert.pk}", alert.headline, text, alert.onset, alert.expires, alert.updated_at, url)
        event.add("sequence", alert.version)
        found.add_component(event)
    return calendar_answer(found, "alertes.ics")


def new_calendar(name: str) -> Calendar:
    found = Calendar()
    found.add("prodid", "-//Beffroi//alerts//FR")
    found.add("version", "2.0")
    found.add("name", name)
    found.add("x-wr-calname", name)
    return found


def event_of(uid: str, title: str, text: str, begin: Any, end: Any, changed: Any, url: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@beffroi")
    event.add("summary", title)
    event.add("description", text)
    event.add("dtstart", begin.astimezone(UTC))
    event.add("dtend", end.astimezone(UTC))
    event.add("dtstamp", changed.astimezone(UTC))
    event.add("last-modified", changed.astimezone(UTC))
    event.add("url", url)
    return event


def calendar_answer(found: Calendar, name: str) -> HttpResponse:
    answer = HttpResponse(found.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer

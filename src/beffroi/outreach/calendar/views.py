"""The calendar at the desk, moving, what was agreed, and the feed."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.queries import named
from beffroi.ground.people.access import team
from beffroi.ground.people.doors import site_of, visitor_key
from beffroi.ground.people.rules import must_have_right
from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.access import by_link
from beffroi.kernel.later import Later
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.rules import Refused
from beffroi.outreach.calendar import actions, planning
from beffroi.outreach.calendar.access import ARRANGE, READ
from beffroi.outreach.calendar.forms import MoveForm, QuotaForm, SlotForm
from beffroi.outreach.calendar.models import WEEKDAYS, FeedKey, Quota, Slot
from beffroi.outreach.posts import actions as posts
from beffroi.outreach.posts.access import READ as READ_POSTS
from beffroi.outreach.posts.access import WRITE
from beffroi.outreach.posts.models import Post
from beffroi.outreach.posts.rules import may_move
from beffroi.outreach.strategy.models import Campaign
from beffroi.ui.dated import dated_sources

if TYPE_CHECKING:
    from icalendar import Calendar, Event
else:
    Calendar, Event = Later("icalendar", "Calendar"), Later("icalendar", "Event")

VIEWS = (planning.MONTH, planning.WEEK, planning.LIST)
NINE = time(9, 0)


@team(READ)
def index(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    view = request.GET.get("vue") if request.GET.get("vue") in VIEWS else planning.MONTH
    day = _day(request.GET.get("le", "")) or timezone.localdate(at)
    filters = _filters(request)
    days, warnings = planning.plan(request.user, view, day, filters, at)
    before, after = planning.neighbours(view, day)
    labels = {planning.MONTH: _("Month"), planning.WEEK: _("Week"), planning.LIST: _("List")}
    reads_posts = must_have_right(request.user, READ_POSTS) is None
    undated = Post.objects.filter(publish_at=None, state__in=[Post.DRAFT, Post.SUBMITTED, Post.CHANGES]).order_by("-updated_at")
    context: dict[str, Any] = {
        "view": view,
        "day": planning.moment(day),
        "first_day": planning.moment(days[0].date),
        "weeks": [days[n : n + 7] for n in range(0, len(days), 7)] if view != planning.LIST else [],
        "days": [each for each in days if each.items or each.is_today],
        "warnings": warnings,
        "weekdays": [label for _number, label in WEEKDAYS],
        "tabs": [{"label": labels[word], "url": _here(request, vue=word), "current": word == view} for word in VIEWS],
        "before_url": _here(request, le=before.isoformat()),
        "today_url": _here(request, le=""),
        "after_url": _here(request, le=after.isoformat()),
        "here": request.get_full_path(),
        "filters": filters,
        "accounts": [(account.pk, named(account)) for account in ChannelAccount.objects.order_by("name")],
        "campaigns": Campaign.objects.order_by("title").values_list("pk", "title"),
        "states": Post.STATES,
        "kinds": [(source.kind, source.label) for source in dated_sources],
        "undated": undated[:20] if reads_posts else [],
        "writes": must_have_right(request.user, WRITE) is None,
        "arranges": must_have_right(request.user, ARRANGE) is None,
    }
    return render(request, "calendar/index.html", context)


@team(WRITE)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """To another day and hour. A day alone (dropped there) keeps the hour; dropped on an hour of the week, it takes that one."""
    post, at = get_object_or_404(Post, pk=pk), clock.now()
    back = request.POST.get("back") or request.GET.get("back", "")
    back = back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/") else reverse("calendar:index")
    data, dropped = request.POST or None, _day(request.POST.get("day", ""))
    if dropped:
        kept = timezone.localtime(post.publish_at).time() if post.publish_at else NINE
        data = {"publish_at": datetime.combine(dropped, _hour(request.POST.get("hour", "")) or kept).strftime("%Y-%m-%dT%H:%M")}  # type: ignore[assignment]
    form = MoveForm(data, initial={"publish_at": post.publish_at})
    if request.method == "POST" and form.is_valid():
        try:
            posts.move(post=post, person=request.user, publish_at=form.cleaned_data["publish_at"], at=at)
        except Refused as error:
            form.add_error("publish_at", str(error))
        else:
            messages.success(request, _("“%(title)s” was moved.") % {"title": post.title})
            return redirect(back)
    context = {"post": post, "form": form, "back": back, "refusal": may_move(request.user, post, None, at)}
    return render(request, "calendar/move.html", context)


@team(ARRANGE)
def agreed(request: HttpRequest) -> HttpResponse:
    """Slots and quotas of the channels."""
    which = request.POST.get("which")
    slot_form = SlotForm(request.POST if which == "slot" else None)
    quota_form = QuotaForm(request.POST if which == "quota" else None, auto_id="quota_%s")
    if which == "slot" and slot_form.is_valid():
        actions.add_slot(person=request.user, **slot_form.cleaned_data)
        return redirect("calendar:agreed")
    if which == "quota" and quota_form.is_valid():
        actions.keep_quota(person=request.user, **quota_form.cleaned_data)
        return redirect("calendar:agreed")
    context = {
        "slots": Slot.objects.select_related("account").order_by("account__name", "weekday", "hour"),
        "quotas": Quota.objects.select_related("account").order_by("account__name"),
        "slot_form": slot_form,
        "quota_form": quota_form,
    }
    return render(request, "calendar/agreed.html", context)


@require_POST
@team(ARRANGE)
def remove_slot(request: HttpRequest, pk: int) -> HttpResponse:
    actions.remove_slot(person=request.user, slot=get_object_or_404(Slot, pk=pk))
    return redirect("calendar:agreed")


@team(READ)
def subscribe(request: HttpRequest) -> HttpResponse:
    """The secret address of one's own feed, shown once."""
    at, address = clock.now(), ""
    if request.method == "POST":
        if request.POST.get("act") == "revoke":
            actions.revoke_key(person=request.user, at=at)
            messages.success(request, _("The address opens nothing any more."))
            return redirect("calendar:subscribe")
        token = actions.make_key(person=request.user, at=at)
        address = site_of(request) + reverse("calendar_feed:feed", args=[token])
    key = FeedKey.objects.filter(person=request.user, revoked_at=None).first()
    return render(request, "calendar/subscribe.html", {"address": address, "key": key})


@never_cache
@by_link
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """iCal, for the programs of one person: as long as the address holds, with what this person may see today."""
    at = clock.now()
    if must_be_within("calendar-feed", visitor_key(request), most=120, per=timedelta(hours=1), at=at):
        return HttpResponse(status=429)
    key = FeedKey.objects.select_related("person").filter(token_hash=actions.fingerprint(token), revoked_at=None).first()
    if key is None or not key.person.is_active or must_have_right(key.person, READ) is not None:
        raise Http404
    items = planning.items_between(key.person, at - timedelta(days=90), at + timedelta(days=365), at)
    made = Calendar()
    made.add("prodid", "-//Beffroi//calendar//FR")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Publications of %(town)s") % {"town": Town.current().name})
    host = site_of(request)
    for item in items:
        made.add_component(_event(item, host, at))
    answer = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _event(item: planning.Item, host: str, at: datetime) -> Event:
    one, event = item.dated, Event()
    event.add("uid", f"{one.key}@{host.split('//')[-1]}")
    event.add("dtstamp", at)
    if one.is_whole_day:
        event.add("dtstart", timezone.localdate(one.starts_at))
    else:
        event.add("dtstart", one.starts_at)
        event.add("dtend", one.ends_at or one.starts_at + timedelta(minutes=15))
    event.add("summary", one.title)
    words = [str(one.state_label), ", ".join(name for _pk, name in one.channels), str(one.note)]
    event.add("description", "\n".join(word for word in words if word))
    event.add("categories", [str(item.label)])
    if one.url:
        event.add("url", host + one.url)
    return event


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _hour(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _filters(request: HttpRequest) -> planning.Filters:
    number = {
        name: int(word) if (word := request.GET.get(name, "")).isdecimal() and len(word) < 10 else 0 for name in ("canal", "campagne")
    }
    return planning.Filters(
        channel=number["canal"], campaign=number["campagne"], state=request.GET.get("etat", "")[:12], kind=request.GET.get("sorte", "")[:20]
    )


def _here(request: HttpRequest, **changes: str) -> str:
    words = {name: request.GET[name] for name in ("vue", "le", "canal", "campagne", "etat", "sorte") if request.GET.get(name)} | changes
    return f"?{urlencode({name: word for name, word in words.items() if word})}"

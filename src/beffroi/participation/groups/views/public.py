from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from beffroi.ground.media.templatetags.media import picture_url
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.paging import page
from beffroi.participation.groups import reading, rules
from beffroi.participation.groups.gates import KNOW, READ, group_view
from beffroi.participation.groups.models import Group, Member, Topic

SIZE, SHOWN = 20, 5
SORTS = dict(Group.SORTS)


@public
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Those that everybody may know; and, for whoever is signed in, hers above."""
    person = request.person  # type: ignore[attr-defined]
    sort = request.GET.get("genre", "")
    sort = sort if sort in SORTS else ""
    rows = Group.objects.listed().select_related("process").filter(process__archived_at=None, parent=None)
    found = page(rows.filter(sort=sort) if sort else rows, order=("-active_at", "-pk"), after=request.GET.get("apres", ""), size=SIZE)
    mine: list[Group] = []
    if person.is_authenticated:
        inside = Member.objects.inside().filter(voice__account=person.pk).values("group")
        mine = list(Group.objects.select_related("process").filter(pk__in=inside, process__archived_at=None).order_by("-active_at")[:12])
    context = {
        "cards": reading.cards(found.rows),
        "page": found,
        "mine": reading.cards(mine),
        "filters": [
            {"url": f"?genre={key}" if key else "?", "label": label, "current": key == sort}
            for key, label in [("", _("All groups")), *SORTS.items()]
        ],
    }
    return render(request, "groups/list.html", context)


@group_view(KNOW)
@require_safe
def show(request: HttpRequest, group: Group) -> HttpResponse:
    """The front page: what it is, its next topics and problems, its parts; or, for who may not read it, how to come in."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    may_read = rules.must_read(person, group) is None
    me = rules.member_of(person, group.pk)
    inside = bool(me and me.is_inside)
    facilitators = reading.facilitators(group)
    context: dict[str, Any] = {
        "group": group,
        "process": group.process,
        "text": SafeString(group.process.html),  # cleaned when it was written
        "picture": picture_url(group.process.image, 1280),
        "sort": group.get_sort_display(),
        "door": reading.door(group),
        "may_read": may_read,
        "inside": inside,
        "leads": bool(me and me.is_inside and me.is_facilitator),
        "waits": bool(me and me.state == Member.ASKED),
        "to_accept": bool(inside and me and me.charter_number < group.charter_number),
        "join_refusal": None if inside else _shown(rules.may_join(person, group, at)),
        "facilitators": facilitators,
        "may_take_over": inside and not facilitators and rules.may_take_over(person, group) is None,
        "parent": group.parent if group.parent and rules.must_know(person, group.parent) is None else None,
        "charter": SafeString(group.charter_html),
        "is_public": group.process.is_public,
    }
    if may_read:
        talks = reading.with_group(Topic.objects.shown().filter(group=group, state="").order_by("turn", "pk")[:SHOWN], group)
        problems = Topic.objects.shown().filter(group=group, is_open=True).order_by("due_on", "pk")[:SHOWN]
        context |= {
            "talks": reading.topics(talks, at),
            "problems": reading.topics(reading.with_group(problems, group), at),
            "parts": reading.parts(group, at),
        }
    context["subgroups"] = reading.cards(_subgroups(person, group)) if group.parent_id is None else []
    return render(request, "groups/show.html", context)


def _shown(refusal: Any) -> Any:
    """A visitor may begin to join, and say who she is afterwards."""
    return None if refusal and refusal.code == "anonymous" else refusal


def _subgroups(person: Any, group: Group) -> list[Group]:
    rows = reading.subgroups(group)
    hidden = [row.pk for row in rows if row.is_hidden]
    known: set[int] = set()
    if hidden and person.is_authenticated:
        known = set(Member.objects.inside().filter(group__in=hidden, voice__account=person.pk).values_list("group_id", flat=True))
    return [row for row in rows if not row.is_hidden or row.pk in known]


@group_view(READ)
@require_safe
def topics(request: HttpRequest, group: Group) -> HttpResponse:
    """All that the group talks about, or the problems that it works on."""
    at = clock.now()
    genre = request.GET.get("genre", "")
    order = request.GET.get("ordre", "")
    rows = Topic.objects.shown().filter(group=group)
    if genre == "problemes":
        rows = rows.exclude(state="")
    elif genre == "sujets":
        rows = rows.filter(state="")
    by = ("-active_at", "-pk") if order == "recents" else ("turn", "pk")
    found = page(rows.select_related("voice", "responsible"), order=by, after=request.GET.get("apres", ""), size=SIZE)
    for row in found.rows:
        row.group = group
    kinds = [("", _("Everything")), ("sujets", pgettext("groups", "Topics")), ("problemes", _("Problems"))]
    context = {
        "group": group,
        "process": group.process,
        "lines": reading.topics(found.rows, at),
        "page": found,
        "kinds": [
            {"url": f"?genre={key}&ordre={order}" if key else f"?ordre={order}", "label": label, "current": key == genre}
            for key, label in kinds
        ],
        "orders": [
            {"url": f"?genre={genre}", "label": _("Each in turn"), "current": by[0] == "turn"},
            {"url": f"?genre={genre}&ordre=recents", "label": _("Last answered"), "current": by[0] != "turn"},
        ],
        "is_fair": by[0] == "turn",
        "may_write": _shown(rules.may_write(request.person, group, at)) is None,  # type: ignore[attr-defined]
    }
    return render(request, "groups/topics.html", context)


@group_view(READ)
@require_safe
def members(request: HttpRequest, group: Group) -> HttpResponse:
    """Who is in it: names are for members, those who lead are named to all who read it."""
    person = request.person  # type: ignore[attr-defined]
    inside = rules.is_inside(person, group.pk)
    rows = Member.objects.inside() if inside or group.is_formal else Member.objects.leading()
    found = page(rows.filter(group=group).select_related("voice"), order=("joined_at", "pk"), after=request.GET.get("apres", ""), size=50)
    context = {
        "group": group,
        "process": group.process,
        "members": found.rows,
        "page": found,
        "all_shown": inside or group.is_formal,
        "leads": rules.leads(person, group.pk),
        "inside": inside,
    }
    return render(request, "groups/members.html", context)

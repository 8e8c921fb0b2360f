"""Pages of those who lead a group."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from beffroi.commons.conversations.models import Message
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import Refused, require
from beffroi.participation.groups import actions, signals
from beffroi.participation.groups.addresses import invitation_url
from beffroi.participation.groups.forms import CharterForm, GroupForm, InviteForm, NewPartForm, PlaceForm, RemoveForm, TitleForm, initial_of
from beffroi.participation.groups.gates import LEAD, group_view
from beffroi.participation.groups.models import Group, Invitation, Member, Place
from beffroi.participation.groups.views.topics import HOUR
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.forms import ComponentForm, settings_form
from beffroi.participation.spaces.models import Component, Opening
from beffroi.participation.spaces.types import component_types

INVITATIONS = 30  # an hour


def _render(request: HttpRequest, template: str, group: Group, *, bad: bool = False, **words: Any) -> HttpResponse:
    context = {"group": group, "process": group.process, **words}
    return render(request, f"groups/{template}.html", context, status=422 if bad else 200)


@never_cache
@group_view(LEAD)
@require_safe
def lead(request: HttpRequest, group: Group) -> HttpResponse:
    """What needs a facilitator, how the word goes round, and all that she can change."""
    at = clock.now()
    found = signals.figures(group, at)
    asked = Member.objects.filter(group=group, state=Member.ASKED).select_related("voice").order_by("asked_at")[:50]
    components = [
        {
            "component": row,
            "type": component_types[row.kind],
            "url": component_types[row.kind].url(row),
            "desk": component_types[row.kind].desk_url(row),
        }
        for row in group.process.components.select_related("process").order_by("position", "pk")
        if row.kind in component_types
    ]
    return _render(
        request, "lead", group, signs=signals.signs(group, at, found), figures=found, asked=list(asked), components=components,
        is_archived=group.process.is_archived, places=list(Place.objects.filter(group=group).order_by("pk")),
        others=Member.objects.leading().filter(group=group).exclude(voice=request.person.voice).exists(),  # type: ignore[attr-defined]
    )  # fmt: skip


@group_view(LEAD)
@require_POST
def decide(request: HttpRequest, group: Group, member: int, deed: str) -> HttpResponse:
    """Answer a request."""
    row = get_object_or_404(Member, pk=member, group=group, state=Member.ASKED)
    if deed not in ("accepter", "refuser"):
        raise Http404
    row.group = group
    actions.decide_request(member=row, person=request.person, accepted=deed == "accepter", at=clock.now())  # type: ignore[attr-defined]
    messages.success(request, _("Answered. The person is told."))
    return redirect("groups:lead", group=group.process.slug)


@group_view(LEAD)
@require_POST
def do(request: HttpRequest, group: Group, deed: str) -> HttpResponse:
    """Close the group, open it again, lead it no more."""
    acts = {"clore": actions.archive, "rouvrir": actions.reopen, "passer-la-main": actions.step_down}
    if deed not in acts:
        raise Http404
    try:
        acts[deed](group=group, person=request.person, at=clock.now())  # type: ignore[attr-defined]
    except Refused as refused:
        messages.error(request, str(refused.refusal))
        return redirect("groups:lead", group=group.process.slug)
    messages.success(request, _("Done."))
    return redirect("groups:show", group=group.process.slug)


@never_cache
@group_view(LEAD)
def settings(request: HttpRequest, group: Group) -> HttpResponse:
    form = GroupForm(request.POST or None, formal=group.is_formal, group=group, initial=initial_of(group))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(group=group, person=request.person, changes=form.values, at=clock.now())  # type: ignore[attr-defined]
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("groups:lead", group=group.process.slug)
    return _render(request, "settings", group, form=form, bad=bool(form.errors))


@never_cache
@group_view(LEAD)
def charter(request: HttpRequest, group: Group) -> HttpResponse:
    form = CharterForm(request.POST or None, initial={"text": group.charter})
    if request.method == "POST" and form.is_valid():
        actions.write_charter(group=group, person=request.person, text=form.cleaned_data["text"], at=clock.now())  # type: ignore[attr-defined]
        messages.success(request, _("Saved. Members are asked to accept the rules the next time they write."))
        return redirect("groups:lead", group=group.process.slug)
    return _render(request, "charter", group, form=form, bad=bool(form.errors))


@never_cache
@group_view(LEAD)
def invite(request: HttpRequest, group: Group) -> HttpResponse:
    """By e-mail, one address at a time; or a link to pass on."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    making = request.method == "POST" and "link" in request.POST
    form = InviteForm(request.POST if request.method == "POST" and not making else None)
    try:
        if making:
            actions.make_link(group=group, person=person, at=at)
            messages.success(request, _("Here is a new link. The one before is no longer good."))
            return redirect("groups:invite", group=group.process.slug)
        if request.method == "POST" and form.is_valid():
            require(limits.must_be_within("groups-invite", person.pk, most=INVITATIONS, per=HOUR, at=at))
            actions.invite(group=group, person=person, email=form.cleaned_data["email"], at=at)
            messages.success(request, _("The invitation is sent."))
            return redirect("groups:invite", group=group.process.slug)
    except Refused as refused:
        form.add_error(None, str(refused.refusal)) if form.is_bound else messages.error(request, str(refused.refusal))
    rows = [row for row in Invitation.objects.filter(group=group, used_at=None, revoked_at=None).order_by("-at")[:100] if row.is_good(at)]
    link = next((row for row in rows if not row.email), None)
    return _render(
        request, "invite", group, form=form, bad=bool(form.errors), rows=[row for row in rows if row.email], link=link,
        link_url=request.build_absolute_uri(invitation_url(link)) if link else "",
    )  # fmt: skip


@group_view(LEAD)
@require_POST
def revoke(request: HttpRequest, group: Group, invitation: int) -> HttpResponse:
    row = get_object_or_404(Invitation.objects.select_related("group"), pk=invitation, group=group)
    actions.revoke(invitation=row, person=request.person, at=clock.now())  # type: ignore[attr-defined]
    messages.success(request, _("This invitation is no longer good."))
    return redirect("groups:invite", group=group.process.slug)


@never_cache
@group_view(LEAD)
def member(request: HttpRequest, group: Group, member: int) -> HttpResponse:
    """One member: her function, whether she leads, or asking her to leave."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    row = get_object_or_404(Member.objects.inside().select_related("voice", "group"), pk=member, group=group)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    title = TitleForm(request.POST if deed == "title" else None, initial={"title": row.title})
    out = RemoveForm(request.POST if deed == "out" else None)
    try:
        if deed == "lead":
            actions.name_facilitator(member=row, person=person, at=at)
        elif deed == "title" and title.is_valid():
            actions.set_title(member=row, person=person, title=title.cleaned_data["title"], at=at)
        elif deed == "out" and out.is_valid():
            actions.remove_member(member=row, person=person, reason=out.cleaned_data["reason"], at=at)
        else:
            deed = ""
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    if deed:
        messages.success(request, _("Done."))
        return redirect("groups:members", group=group.process.slug)
    bad = bool(title.errors or out.errors)
    return _render(request, "member", group, member=row, title_form=title, out_form=out, is_self=row.voice_id == person.voice.pk, bad=bad)


@never_cache
@group_view(LEAD)
def add_part(request: HttpRequest, group: Group) -> HttpResponse:
    """A survey, proposals, meetings, documents…: the same as in a process."""
    form = NewPartForm(group, request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = actions.add_part(group=group, person=request.person, at=clock.now(), **form.cleaned_data)  # type: ignore[attr-defined]
        messages.success(request, _("It is on the page of the group."))
        return redirect("groups:part", group=group.process.slug, component=row.pk)
    return _render(request, "add_part", group, form=form, bad=bool(form.errors))


@never_cache
@group_view(LEAD)
def part(request: HttpRequest, group: Group, component: int) -> HttpResponse:
    """Title, settings, and what members may do in a part."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    row = get_object_or_404(Component.objects.select_related("process"), pk=component, process=group.pk)
    if row.kind not in component_types:
        raise Http404
    found = component_types[row.kind]
    deed = request.POST.get("deed", "")
    if request.method == "POST" and deed in ("hide", "show"):
        act = actions.hide_part if deed == "hide" else actions.show_part
        act(group=group, component=row, person=person, at=at)
        messages.success(request, _("Done."))
        return redirect("groups:lead", group=group.process.slug)
    form = ComponentForm(request.POST or None, initial={"seen": row.edits, "title": row.title, "intro": row.intro})
    more = settings_form(found, row, request.POST or None)
    open_now = set(Opening.objects.filter(component=row, phase=None).values_list("verb", flat=True))
    wanted = set(request.POST.getlist("verbs")) & set(found.verbs) if request.method == "POST" else open_now
    if request.method == "POST" and form.is_valid() and (more.is_valid() or not more.fields):
        changes = {"title": form.cleaned_data["title"], "intro": form.cleaned_data["intro"]}
        if more.fields:
            changes["settings"] = {**row.settings, **more.cleaned_data}
        try:
            actions.edit_part(
                group=group, component=row, person=person, seen=form.cleaned_data.get("seen") or 0, changes=changes, verbs=wanted, at=at
            )
        except Stale:
            form.add_error(None, _("Somebody else changed this meanwhile. Look at it again, then save."))
            form.data = form.data.copy()  # type: ignore[attr-defined]
            seen = Component.objects.values_list("edits", flat=True).get(pk=row.pk)
            form.data["seen"] = str(seen)  # type: ignore[index]
        else:
            messages.success(request, _("Saved."))
            return redirect("groups:lead", group=group.process.slug)
    verbs = [{"verb": verb, "label": label, "is_open": verb in wanted} for verb, label in found.verbs.items()]
    bad = bool(form.errors or more.errors)
    return _render(
        request, "part", group, component=row, type=found, form=form, more=more, verbs=verbs, desk_url=found.desk_url(row),
        url=found.url(row), bad=bad,
    )  # fmt: skip


@never_cache
@group_view(LEAD)
def places(request: HttpRequest, group: Group) -> HttpResponse:
    """Where the group also meets."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    if request.method == "POST" and request.POST.get("remove", "").isdecimal():
        row = get_object_or_404(Place.objects.select_related("group"), pk=min(int(request.POST["remove"]), 2**31), group=group)
        actions.remove_place(place=row, person=person, at=at)
        messages.success(request, _("Done."))
        return redirect("groups:places", group=group.process.slug)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_place(group=group, person=person, at=at, **form.cleaned_data)
        messages.success(request, _("Under each topic, the text is ready to be copied there."))
        return redirect("groups:places", group=group.process.slug)
    return _render(
        request, "places", group, form=form, places=list(Place.objects.filter(group=group).order_by("pk")), bad=bool(form.errors)
    )


@never_cache
@group_view(LEAD)
@require_safe
def export(request: HttpRequest, group: Group) -> HttpResponse:
    """Everything that the group wrote, to hand over: members, topics, messages, steps."""
    topics = []
    for topic in group.topics.shown().select_related("voice").order_by("created_at"):
        said = Message.objects.said().filter(thread__subject_kind="group_topic", thread__subject_id=topic.pk, is_opening=False)
        topics.append(
            {
                "title": topic.title,
                "text": topic.text,
                "by": topic.voice.display_name,
                "at": topic.created_at.isoformat(),
                "state": topic.state,
                "messages": [
                    {"by": row.voice.display_name, "at": row.created_at.isoformat(), "text": row.text}
                    for row in said.select_related("voice").order_by("created_at")
                ],
                "steps": [{"state": row.state, "note": row.note, "at": row.at.isoformat()} for row in topic.steps.order_by("at")],
            }
        )
    members = Member.objects.inside().filter(group=group).select_related("voice").order_by("joined_at")
    data = {
        "group": group.process.title,
        "aim": group.process.question,
        "rules": group.charter,
        "members": [{"name": row.voice.display_name, "function": row.title, "facilitator": row.is_facilitator} for row in members],
        "topics": topics,
    }
    response = HttpResponse(json.dumps(data, ensure_ascii=False, indent=2), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{group.process.slug}.json"'
    return response

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.ground.people import guests
from beffroi.kernel import clock
from beffroi.kernel.access import by_link, signed_in
from beffroi.kernel.rules import Refused
from beffroi.participation.groups import actions, reading, rules
from beffroi.participation.groups.forms import GroupForm, JoinForm
from beffroi.participation.groups.gates import INSIDE, KNOW, group_view
from beffroi.participation.groups.models import FREE, Group, Invitation, Member


@never_cache
@group_view(KNOW)
def join(request: HttpRequest, group: Group) -> HttpResponse:
    """Come in, ask to, or accept the rules again. A visitor says who she is afterwards."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    again = rules.is_inside(person, group.pk)
    refusal = None if again else rules.may_join(person, group, at)
    if refusal and refusal.code == "anonymous":
        refusal = None
    form = JoinForm(group, request.POST or None, asks=not again and group.joining != FREE)
    if request.method == "POST" and refusal is None and form.is_valid():
        said = {"group": group.pk, "answer": form.cleaned_data.get("answer", ""), "accepts": group.charter_number}
        if again:
            actions.accept_charter(group=group, person=person, number=group.charter_number, at=at)
            messages.success(request, _("Thank you. You can go on."))
            return redirect("groups:show", group=group.process.slug)
        if person.is_authenticated:
            messages.success(request, _("You are in.") if group.joining == FREE else _("Your request is sent. You will hear of it."))
        return guests.act(request, "groups:join", said)  # type: ignore[arg-type]
    return render(request, "groups/join.html", _page(group, form, refusal, again), status=422 if form.errors else 200)


def _page(group: Group, form: JoinForm, refusal: object, again: bool) -> dict:
    return {
        "group": group,
        "process": group.process,
        "form": form,
        "refusal": refusal,
        "again": again,
        "charter": SafeString(group.charter_html),
        "door": reading.door(group),
        "has_fields": bool(form.fields),
        "asks": not again and group.joining != FREE,
        "facilitators": reading.facilitators(group),
    }


@never_cache
@group_view(INSIDE)
def leave(request: HttpRequest, group: Group) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    refusal = rules.may_leave(person, group)
    if request.method == "POST" and refusal is None:
        actions.leave(group=group, person=person, at=clock.now())
        messages.success(request, _("You have left the group “%(group)s”.") % {"group": group.process.title})
        return redirect("groups:list")
    return render(request, "groups/leave.html", {"group": group, "process": group.process, "refusal": refusal})


@group_view(INSIDE)
@require_POST
def take_over(request: HttpRequest, group: Group) -> HttpResponse:
    try:
        actions.take_over(group=group, person=request.person, at=clock.now())  # type: ignore[attr-defined]
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        messages.success(request, _("You lead this group from now on. Thank you."))
    return redirect("groups:show", group=group.process.slug)


@never_cache
@by_link
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """What somebody is invited to, and the way in. One signs in, or up, and comes back."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    row = get_object_or_404(Invitation.objects.select_related("group__process", "group__parent", "voice"), key=key)
    if not row.is_good(at):
        if rules.is_inside(person, row.group_id):
            return redirect("groups:show", group=row.group.process.slug)
        raise Http404
    group = row.group
    if rules.is_inside(person, group.pk):
        return redirect("groups:show", group=group.process.slug)
    refusal = rules.may_join(person, group, at, invited=True) if person.is_authenticated else None
    form = JoinForm(group, request.POST or None, asks=False)
    if request.method == "POST" and person.is_authenticated and refusal is None and (form.is_valid() or not form.fields):
        actions.accept_invitation(invitation=row, person=person, accepts=group.charter_number, at=at)
        messages.success(request, _("You are in."))
        return redirect("groups:show", group=group.process.slug)
    context = _page(group, form, refusal, False) | {"invitation": row, "is_signed_in": person.is_authenticated}
    return render(request, "groups/invitation.html", context, status=422 if form.errors else 200)


@never_cache
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """My groups: those I am in, those I asked to join."""
    rows = Member.objects.filter(voice__account=request.user.pk).exclude(state=Member.OUT).select_related("group__process", "group__parent")
    return render(request, "groups/mine.html", {"members": list(rows.order_by("-group__active_at")[:200])})


@never_cache
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Gather people: a group of neighbours, of parents… or, by the town, a council or an association."""
    return _create(request, None)


@never_cache
@login_required
def _create(request: HttpRequest, parent: Group | None) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    may_formal = rules.may_create(person, formal=True, at=at) is None
    formal = may_formal and request.GET.get("officiel") == "1"
    refusal = rules.may_create(person, formal=formal, at=at) or (rules.may_lead(person, parent) if parent else None)
    form = GroupForm(request.POST or None, formal=formal, parent=parent)
    if request.method == "POST" and refusal is None and form.is_valid():
        try:
            group = actions.create(person=person, at=at, parent=parent, **form.values)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Your group is there. Invite people, and begin."))
            return redirect("groups:lead", group=group.process.slug)
    context = {"form": form, "refusal": refusal, "formal": formal, "may_formal": may_formal, "parent": parent}
    return render(request, "groups/create.html", context, status=422 if form.errors else 200)


@group_view(INSIDE)
def create_inside(request: HttpRequest, group: Group) -> HttpResponse:
    """A group inside this one."""
    return _create(request, group)

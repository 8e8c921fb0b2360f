"""The opposition's space at the desk: who writes, where, how often; and the texts."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.outreach.neutrality import actions, queries
from beffroi.outreach.neutrality.access import ARRANGE, READ
from beffroi.outreach.neutrality.forms import GroupForm, HoldForm, MemberForm, RuleForm
from beffroi.outreach.neutrality.models import Group, Member, SlotRule, Tribune
from beffroi.outreach.neutrality.rules import may_hold, may_release


@team(READ)
def groups(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    tribunes: list[Any] = list(
        Tribune.objects.select_related("group", "rule__account", "held_by__voice").order_by("-submitted_at", "-pk")[:50]
    )
    setting = queries.setting()
    for row in tribunes:
        row.is_out = row.is_public(at)
        row.can_be_held = setting.hold_by_id == request.user.pk and row.state == Tribune.SUBMITTED
        row.can_be_released = row.state == Tribune.HELD and may_release(request.user, row) is None
    context = {
        "groups": Group.objects.prefetch_related("members", "rules__account").order_by("ended_on", "name"),
        "tribunes": tribunes,
        "lines": queries.counted(at),
        "has_space": queries.has_space(),
        "setting": setting,
        "arranges": must_have_right(request.user, ARRANGE) is None,
    }
    return render(request, "neutrality/groups.html", context)


@team(ARRANGE)
def group(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Group, pk=pk) if pk else None
    form = GroupForm(request.POST or None, instance=Group.objects.get(pk=pk) if pk else None)
    if request.method == "POST" and form.is_valid():
        made = actions.keep_group(group=row, person=request.user, values=form.cleaned_data, at=clock.now())
        messages.success(request, _("Kept."))
        return redirect("neutrality:group", made.pk)
    context = {
        "group": row,
        "form": form,
        "members": row.members.select_related("account__voice").order_by("name") if row else [],
        "rules": row.rules.select_related("account").order_by("pk") if row else [],
    }
    return render(request, "neutrality/group.html", context)


def _part(request: HttpRequest, pk: int, form: Any, keep: Any, title: str) -> HttpResponse:
    """A member or a rule of one group: one form, one action."""
    found = get_object_or_404(Group, pk=pk)
    if request.method == "POST" and form.is_valid():
        keep(group=found, person=request.user, values=form.cleaned_data, at=clock.now())
        messages.success(request, _("Kept."))
        return redirect("neutrality:group", pk)
    return render(request, "neutrality/part.html", {"group": found, "form": form, "title": title})


@team(ARRANGE)
def member(request: HttpRequest, pk: int, member: int | None = None) -> HttpResponse:
    row = get_object_or_404(Member, pk=member, group=pk) if member else None
    form = MemberForm(request.POST or None, instance=Member.objects.get(pk=member) if row else None)
    return _part(request, pk, form, lambda **how: actions.keep_member(member=row, **how), row.name if row else _("Somebody who writes"))


@team(ARRANGE)
def rule(request: HttpRequest, pk: int, rule: int | None = None) -> HttpResponse:
    row = get_object_or_404(SlotRule, pk=rule, group=pk) if rule else None
    form = RuleForm(request.POST or None, instance=SlotRule.objects.get(pk=rule) if row else None)
    return _part(request, pk, form, lambda **how: actions.keep_rule(rule=row, **how), row.where if row else _("Where and how often"))


@require_POST
@team(ARRANGE)
def member_link(request: HttpRequest, pk: int, member: int, act: str) -> HttpResponse:
    row = get_object_or_404(Member.objects.select_related("group"), pk=member, group=pk)
    if act == "envoyer" and row.email:
        actions.send_member_link(member=row, person=request.user, at=clock.now())
        messages.success(request, _("A link is on its way."))
    elif act == "retirer":
        actions.revoke_member_link(member=row, person=request.user, at=clock.now())
        messages.success(request, _("Earlier links open nothing any more."))
    else:
        raise Http404
    return redirect("neutrality:group", pk)


@team(READ)
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Tribune.objects.select_related("group", "rule__account"), pk=pk)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hold(tribune=row, person=request.user, reason=form.cleaned_data["reason"], at=clock.now())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Held back. The reason is public."))
            return redirect("neutrality:groups")
    return render(request, "neutrality/hold.html", {"tribune": row, "form": form, "refusal": may_hold(request.user, row)})


@require_POST
@team(READ)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    actions.release(tribune=get_object_or_404(Tribune, pk=pk), person=request.user, at=clock.now())
    messages.success(request, _("It goes out."))
    return redirect("neutrality:groups")

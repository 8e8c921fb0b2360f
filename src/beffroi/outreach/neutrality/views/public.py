"""The opposition's space as everybody sees it, and the page where its groups write."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.kernel import clock
from beffroi.kernel.access import by_link, signed_in
from beffroi.kernel.access import public as everybody
from beffroi.kernel.html import from_markdown
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.outreach.neutrality import actions, queries
from beffroi.outreach.neutrality.forms import TribuneForm
from beffroi.outreach.neutrality.models import Member, SlotRule, Tribune
from beffroi.outreach.neutrality.rules import may_withdraw


@everybody
def public(request: HttpRequest) -> HttpResponse:
    """Slots offered, used and held for each group and place; and the texts."""
    at = clock.now()
    if not queries.has_space():
        raise Http404
    found = Tribune.objects.select_related("group", "rule__account", "held_by__voice")
    out = found.filter(state=Tribune.SUBMITTED, goes_out_at__lte=at)
    context = {
        "lines": queries.counted(at),
        "page": page(out, order=("-goes_out_at", "-pk"), after=request.GET.get("after", ""), size=20),
        "held": found.filter(held_at__isnull=False).order_by("-held_at")[:50],
        "courts": queries.COURTS,
        "setting": queries.setting(),
    }
    return render(request, "neutrality/public.html", context)


@everybody
def tribune(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Tribune.objects.select_related("group", "rule__account"), pk=pk)
    if not row.is_public(clock.now()):
        raise Http404
    return render(request, "neutrality/tribune.html", {"tribune": row, "html": from_markdown(row.text)})


@signed_in
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """For councillors who have an account here."""
    member = Member.objects.select_related("group").filter(account=request.user, is_active=True, group__ended_on=None).first()
    if member is None:
        return render(request, "neutrality/write_closed.html", status=403)
    return _write(request, member, "")


@never_cache
@by_link
def write(request: HttpRequest, token: str) -> HttpResponse:
    """For councillors without account."""
    member = actions.find_member(token, clock.now())
    if member is None:
        return render(request, "neutrality/write_closed.html", status=410)
    answer = _write(request, member, token)
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _write(request: HttpRequest, member: Member, token: str) -> HttpResponse:
    at = clock.now()
    today = timezone.localdate(at)
    rules = [
        (rule, queries.open_slots(rule, today))
        for rule in SlotRule.objects.filter(group=member.group).select_related("account").order_by("pk")
    ]
    open_rules = [(rule, left) for rule, left in rules if left]
    form = TribuneForm(request.POST or None, rules=open_rules) if open_rules and not member.group.is_majority else None
    if request.method == "POST" and form is not None and form.is_valid():
        said = form.cleaned_data
        try:
            actions.submit(member=member, rule=form.rules[said["rule"]], title=said["title"], text=said["text"], at=at)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Handed in. It goes out as you wrote it."))
            return redirect("tribunes:write", token) if token else redirect("tribunes:mine")
    rows: list[Any] = list(Tribune.objects.filter(group=member.group).select_related("rule__account").order_by("-submitted_at")[:30])
    for row in rows:
        row.is_out = row.is_public(at)
        row.can_be_taken_back = may_withdraw(member, row, at) is None
    context: dict[str, Any] = {"member": member, "form": form, "rows": rows, "token": token, "setting": queries.setting()}
    return render(request, "neutrality/write.html", context)


@require_POST
@never_cache
@by_link
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Before it goes out; by the link, or by the account."""
    at, token = clock.now(), request.POST.get("token", "")
    member = actions.find_member(token, at) if token else None
    if member is None and request.user.is_authenticated:
        member = Member.objects.filter(account=request.user, is_active=True).first()
    if member is None:
        raise Http404
    actions.withdraw(tribune=get_object_or_404(Tribune, pk=pk, group=member.group_id), member=member, at=at)
    messages.success(request, _("Taken back. The slot is free again."))
    return redirect("tribunes:write", token) if token else redirect("tribunes:mine")

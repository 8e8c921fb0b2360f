"""The team: set a contest, look at entries, close the list, draw, give the prizes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock, html
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.outreach.contests import actions, regulation
from beffroi.outreach.contests.access import RUN
from beffroi.outreach.contests.forms import CancelForm, ContestForm, DrawForm, LookForm, ReplaceForm
from beffroi.outreach.contests.models import Contest, Entry
from beffroi.outreach.contests.rules import must_be_draft, must_be_over, must_be_published, must_be_sorted, must_be_whole


@team(RUN)
def index(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    rows = page(Contest.objects.defer("rules", "tickets", "drawn"), order=("-closes_at", "-pk"), after=request.GET.get("after", ""))
    waiting = set(Entry.objects.waiting().filter(contest__in=[row.pk for row in rows]).values_list("contest_id", flat=True))
    lines = [{"contest": row, "stage": row.stage(at), "waits": row.pk in waiting} for row in rows]
    return render(request, "contests/desk/index.html", {"page": rows, "lines": lines})


@team(RUN)
def write(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    found = get_object_or_404(Contest, pk=pk) if pk else None
    if found and (refusal := must_be_draft(found)):
        raise Refused(refusal)
    form = ContestForm(request.POST or None, request.FILES or None, instance=found)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        stored = Contest.objects.get(pk=pk) if pk else None
        made = actions.write(person=request.user, changes=form.changes(at), contest=stored, at=at)
        messages.success(request, _("Kept as a draft. Read its rules, then publish it."))
        return redirect("contests_desk:show", made.pk)
    context = {"form": form, "contest": found}
    return render(request, "contests/desk/write.html", context, status=422 if form.errors else 200)


@team(RUN)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    contest, at = _found(pk), clock.now()
    entries = page(
        contest.entries.select_related("voice", "image", "contest"), order=("-number",), after=request.GET.get("after", ""), size=30
    )
    waiting = list(contest.entries.waiting().select_related("voice", "image", "contest").order_by("number")[:20])
    is_draft = contest.state == Contest.DRAFT
    context = {
        "contest": contest,
        "stage": contest.stage(at),
        "entries": entries,
        "waiting": waiting,
        "winners": list(contest.entries.exclude(outcome="").select_related("voice").order_by("place", "number")),
        "rules": html.from_markdown(contest.rules or regulation.text_of(contest)),
        "is_draft": is_draft,
        "publish_refusal": must_be_whole(contest, at) if is_draft else None,
        "close_refusal": must_be_published(contest) or must_be_over(contest, at) or must_be_sorted(contest),
    }
    return render(request, "contests/desk/show.html", context)


@require_POST
@team(RUN)
def publish(request: PersonRequest, pk: int) -> HttpResponse:
    contest = _found(pk)
    if "discard" in request.POST:
        actions.discard(contest=contest, person=request.user)
        messages.success(request, _("The draft is deleted."))
        return redirect("contests_desk:index")
    actions.publish(contest=contest, person=request.user, at=clock.now())
    messages.success(request, _("Published. A draft publication is being prepared for you."))
    return redirect("contests_desk:show", pk)


@team(RUN)
def cancel(request: PersonRequest, pk: int) -> HttpResponse:
    contest = _found(pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.cancel(contest=contest, person=request.user, why=form.cleaned_data["why"], at=clock.now())
        messages.success(request, _("Cancelled. Its page says why."))
        return redirect("contests_desk:show", pk)
    return _form(request, contest, form, _("Cancel the contest"), _("Cancel the contest"), refusal=must_be_published(contest))


@team(RUN)
def look(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """One entry: does it take part?"""
    contest = _found(pk)
    entry = get_object_or_404(Entry.objects.select_related("contest", "voice", "image"), contest=contest, number=number)
    form = LookForm(entry, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.look_at(entry=entry, person=request.user, admitted=said["verdict"] == "admit", why=said["why"], choice=said.get("choice"))
        messages.success(request, _("Kept."))
        return redirect("contests_desk:show", pk)
    return _form(request, contest, form, _("Ticket %(n)d") % {"n": number}, _("Keep"), entry=entry)


@require_POST
@team(RUN)
def close(request: PersonRequest, pk: int) -> HttpResponse:
    actions.close_list(contest=_found(pk), person=request.user, at=clock.now())
    messages.success(request, _("The list of tickets is closed and its fingerprint published. You can choose the winners."))
    return redirect("contests_desk:decide", pk)


@team(RUN)
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """The draw, or the jury."""
    contest = _found(pk)
    if contest.state != Contest.PUBLISHED or contest.closed_at is None:
        return redirect("contests_desk:show", pk)
    form = DrawForm(contest, request.POST or None) if request.method != "POST" else DrawForm(contest, request.POST)
    if request.method == "POST" and form.is_valid():
        said, at = form.cleaned_data, clock.now()
        if contest.is_by_jury:
            actions.choose(contest=contest, person=request.user, tickets=form.chosen(said), says=said["says"], at=at)
        else:
            actions.draw_winners(contest=contest, person=request.user, word=said.get("word", ""), at=at)
        messages.success(request, _("The winners are known and told. A draft publication is being prepared for you."))
        return redirect("contests_desk:show", pk)
    photos = contest.entries.filter(number__in=contest.tickets).select_related("image").order_by("number") if contest.is_by_jury else []
    title = _("What the jury chose") if contest.is_by_jury else _("Draw the winners")
    return _form(
        request, contest, form, title, _("Publish the result") if contest.is_by_jury else _("Draw now"), is_draw=True, photos=photos
    )


@team(RUN)
def winner(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """The prize is given, or goes to somebody else."""
    contest = _found(pk)
    entry = get_object_or_404(Entry.objects.select_related("contest", "voice", "image"), contest=contest, number=number)
    form = ReplaceForm(contest, request.POST if request.method == "POST" and "given" not in request.POST else None)
    if request.method == "POST" and "given" in request.POST:
        actions.confirm(entry=entry, person=request.user)
        messages.success(request, _("Kept: the prize is given."))
        return redirect("contests_desk:show", pk)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        following = actions.replace_winner(entry=entry, person=request.user, why=said["why"], by=said.get("by"), at=clock.now())
        messages.success(
            request, _("Ticket %(n)d wins instead.") % {"n": following.number} if following else _("Nobody is left on the list.")
        )
        return redirect("contests_desk:show", pk)
    return _form(request, contest, form, _("Somebody else wins"), _("Replace this winner"), entry=entry)


def _form(request: HttpRequest, contest: Contest, form: Any, title: str, button: str, **more: Any) -> HttpResponse:
    context = {
        "contest": contest,
        "form": form,
        "title": title,
        "button": button,
        "entry": None,
        "refusal": None,
        "is_draw": False,
        "photos": [],
    } | more
    return render(request, "contests/desk/form.html", context, status=422 if form.errors else 200)


def _found(pk: int) -> Contest:
    return get_object_or_404(Contest.objects.select_related("image"), pk=pk)

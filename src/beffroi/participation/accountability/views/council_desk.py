"""The team's pages of the council: representatives, commitments, votes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.accountability import reading
from beffroi.participation.accountability.access import COUNCIL
from beffroi.participation.accountability.actions import council
from beffroi.participation.accountability.actions.finding import member_address, vote_address
from beffroi.participation.accountability.forms import ChoicesForm, CommitmentForm, RepresentativeForm, VoteForm
from beffroi.participation.accountability.models import Commitment, CouncilVote, Representative

MOST = 300


@team(COUNCIL)
def index(request: HttpRequest) -> HttpResponse:
    today = localdate(clock.now())
    rows = Representative.objects.order_by("position", "name")[:MOST]
    context = {
        "members": [{"row": row, "is_in_office": reading.in_office(row, today)} for row in rows],
        "votes": [reading.held(vote) for vote in CouncilVote.objects.order_by("-held_on", "-pk")[:100]],
    }
    return render(request, "accountability/desk/council.html", context)


def _written(request: HttpRequest, form: Any, data: Any = None) -> Any:
    """The sentence of a refusal beside the form, and the number to send next time after a stale edit."""
    context = {"form": form, "back": reverse("council_desk:index"), "heading": "", "public_url": "", **(data or {})}
    return render(request, "accountability/desk/form.html", context, status=422 if form.errors else 200)


def _stale(form: Any, refused: Refused, row: Any) -> None:
    """Her form as she typed it; what she sends next was written knowing of the other edit."""
    form.add_error(None, str(refused.refusal))
    if refused.refusal.code == "stale":
        form.data = form.data.copy()
        form.data["seen"] = str(type(row).objects.values_list("version", flat=True).get(pk=row.pk))


@team(COUNCIL)
def representative(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Representative.objects.select_related("voice"), pk=pk) if pk else None
    at, initial = clock.now(), {}
    if row is not None:
        initial = {"seen": row.version, "voice_id": row.voice.public_id if row.voice else ""}
    instance = Representative.objects.get(pk=pk) if pk else None
    form = RepresentativeForm(request.POST or None, request.FILES or None, instance=instance, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = council.save_representative(
                person=request.user, at=at, content=form.content(at), representative=row, seen=form.cleaned_data["seen"]
            )
        except Refused as refused:
            _stale(form, refused, row)
        else:
            messages.success(request, _("Saved."))
            return redirect("council_desk:representative", pk=made.pk)
    commitments = [reading.promise(one, localdate(at)) for one in row.commitments.order_by("-made_on", "-pk")] if row else []
    more = {"heading": row.name if row else _("A new representative"), "public_url": member_address(row) if row else "", "row": row}
    return _written(request, form, more | {"commitments": commitments, "is_member": row is not None})


@team(COUNCIL)
def commitment(request: HttpRequest, representative: int, pk: int | None = None) -> HttpResponse:
    member = get_object_or_404(Representative, pk=representative)
    row = get_object_or_404(Commitment, pk=pk, representative=member) if pk else None
    at = clock.now()
    initial = {"seen": row.version} if row else {"made_on": localdate(at)}
    form = CommitmentForm(request.POST or None, instance=Commitment.objects.get(pk=pk) if pk else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        content = {name: form.cleaned_data[name] for name in CommitmentForm.Meta.fields}
        try:
            council.commit(
                person=request.user, at=at, representative=member, content=content, commitment=row, seen=form.cleaned_data["seen"]
            )
        except Refused as refused:
            _stale(form, refused, row)
        else:
            messages.success(request, _("Saved."))
            return redirect("council_desk:representative", pk=member.pk)
    back = reverse("council_desk:representative", args=[member.pk])
    return _written(request, form, {"heading": _("A promise of %(name)s") % {"name": member.name}, "back": back})


@team(COUNCIL)
def vote(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """What was voted on, and one table of radio buttons: how each voted."""
    row = get_object_or_404(CouncilVote.objects.prefetch_related("ballots"), pk=pk) if pk else None
    at = clock.now()
    today = localdate(at)
    sat = {ballot.representative_id for ballot in row.ballots.all()} if row else set()
    known = Representative.objects.order_by("position", "name")[:MOST]
    members = [one for one in known if one.pk in sat or reading.in_office(one, row.held_on if row else today)]
    initial = {"seen": row.version} if row else {"held_on": today}
    form = VoteForm(request.POST or None, instance=CouncilVote.objects.get(pk=pk) if pk else None, initial=initial)
    choices = ChoicesForm(members, request.POST or None, vote=row)
    if request.method == "POST" and form.is_valid() and choices.is_valid():
        content = {name: form.cleaned_data[name] for name in VoteForm.Meta.fields}
        try:
            made = council.hold_vote(
                person=request.user, at=at, content=content, choices=choices.choices(), proxies=choices.proxies(), vote=row,
                seen=form.cleaned_data["seen"],
            )  # fmt: skip
        except Refused as refused:
            _stale(form, refused, row)
        else:
            messages.success(request, _("The vote is public."))
            return redirect("council_desk:vote", pk=made.pk)
    context = {
        "form": form, "choices": choices.rows(), "back": reverse("council_desk:index"), "is_new": row is None,
        "public_url": vote_address(row) if row else "", "heading": row.title if row else _("A vote of the council"),
    }  # fmt: skip
    wrong = form.errors or choices.errors
    return render(request, "accountability/desk/vote.html", context, status=422 if wrong else 200)

"""The team: what is to be checked, the verdict, its second reader."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock
from beffroi.kernel.html import from_markdown
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import cards_of
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.rumors import actions, kit, queries, telling
from beffroi.outreach.rumors.access import CHECK
from beffroi.outreach.rumors.forms import AskForm, CloseForm, FrameForm, MergeForm, NewForm, NoteForm, VerdictForm, hints_for
from beffroi.outreach.rumors.models import MEANINGS, Edition, Merge, Rumor
from beffroi.outreach.rumors.rules import may_close, may_part, must_be_live, must_be_ready


def found(pk: int) -> Rumor:
    return get_object_or_404(Rumor.objects.select_related("assigned_to__voice", "merged_into"), pk=pk)


@team(CHECK)
def index(request: PersonRequest) -> HttpResponse:
    """By where they stand; what waits for somebody first."""
    states = dict(Rumor.STATES)
    state = request.GET.get("etat", Rumor.RECEIVED)
    rows = Rumor.objects.select_related("assigned_to__voice")
    rows = rows.filter(state=state) if state in states else rows
    found = page(rows, order=("-created_at", "-pk"), after=request.GET.get("apres", ""), size=30)
    here = reverse("rumors_desk:index")
    tabs = [{"label": label, "url": f"{here}?etat={name}", "current": state == name} for name, label in Rumor.STATES]
    return render(request, "rumors/desk/index.html", {"page": found, "tabs": tabs})


@team(CHECK)
def new(request: PersonRequest) -> HttpResponse:
    form = NewForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        made = actions.open_by_hand(claim=form.cleaned_data["claim"], person=request.user, at=at, **form.values(at))
        return redirect("rumors_desk:show", made.pk)
    return _form(request, None, form, _("Write a rumour down"), _("Open the file"))


@team(CHECK)
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """The whole file, and the one next act."""
    rumor = found(pk)
    edition = rumor.editions.exclude(state=Edition.PUBLISHED).first()
    sources = list(rumor.sources.select_related("by__voice"))
    sightings = list(rumor.sightings.select_related("heard__account", "voice", "image").order_by("-pk")[:50])
    cards = cards_of({one.about for one in sightings if one.about})
    is_live = must_be_live(rumor) is None
    parts = queries.parts(rumor)
    seen_as, cited_as = _brought_to(parts, "sightings"), _brought_to(parts, "sources")
    context = {
        "rumor": rumor,
        "edition": edition,
        "meaning": MEANINGS.get(edition.verdict, "") if edition else "",
        "html": from_markdown(edition.explanation, headings=4) if edition else "",
        "hints": hints_for(edition) if edition else [],
        "ready_refusal": must_be_ready(edition, len(sources)) if edition else None,
        "approval": approvals.latest(rumor.subject),
        "sources": [{"row": one, "came": cited_as.get(one.pk)} for one in sources],
        "sightings": [{"row": one, "card": cards.get(one.about) if one.about else None, "came": seen_as.get(one.pk)} for one in sightings],
        "parts": parts,
        "near": queries.alike(rumor.claim, but=rumor.pk) if is_live and not rumor.is_public else [],
        "notes": list(rumor.notes.select_related("by__voice").order_by("-pk")[:50]),
        "note_form": NoteForm(),
        "published": queries.editions(rumor),
        "kit": kit.answers(rumor) if rumor.is_public else [],
        "is_live": is_live,
        "may_close": may_close(request.user, rumor) is None,
        "why": telling.why(rumor),
    }
    return render(request, "rumors/desk/show.html", context)


def _brought_to(parts: list[Merge], name: str) -> dict[int, Rumor]:
    """{number of a row: the rumour to which it was brought first}, of what came by merging."""
    return {pk: one.source for one in parts for pk in getattr(one, name)}


@team(CHECK)
def frame(request: PersonRequest, pk: int) -> HttpResponse:
    rumor = found(pk)
    keeps = rumor.is_public or rumor.editions.filter(state=Edition.WAITING).exists()
    initial = {"claim": rumor.claim, "where": rumor.where, "assigned_to": rumor.assigned_to_id or request.user.pk}
    form = FrameForm(request.POST or None, team=queries.team(), keeps_claim=keeps, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.frame(rumor=rumor, person=request.user, at=clock.now(), **form.cleaned_data)
        return redirect("rumors_desk:show", pk)
    return _form(request, rumor, form, _("What is said, and who checks"), _("Keep"), refusal=must_be_live(rumor))


@team(CHECK)
def verdict(request: PersonRequest, pk: int) -> HttpResponse:
    """The words of the verdict; of a published one, its correction."""
    rumor = found(pk)
    draft = rumor.editions.exclude(state=Edition.PUBLISHED).first()
    last = rumor.editions.filter(state=Edition.PUBLISHED).order_by("-number").first()
    shown = draft or Edition(
        rumor=rumor, number=rumor.number + 1, claim=rumor.claim, verdict=rumor.verdict, headline=rumor.headline, truth=rumor.truth,
        explanation=last.explanation if last else "",
    )  # fmt: skip
    form = VerdictForm(request.POST or None, instance=shown, is_correction=rumor.number > 0)
    if request.method == "POST" and form.is_valid():
        actions.save_draft(rumor=rumor, person=request.user, values=form.values(), at=clock.now())
        messages.success(request, _("Kept. It is public once somebody else has read it."))
        return redirect("rumors_desk:show", pk)
    title = _("Correct the verdict") if rumor.number else _("Write the verdict")
    more = {"asked": draft is not None and draft.state == Edition.WAITING}
    return _form(request, rumor, form, title, _("Keep the draft"), refusal=must_be_live(rumor), **more)


@team(CHECK)
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Somebody else reads it, with its sources, before everybody does."""
    rumor = found(pk)
    edition = rumor.editions.filter(state=Edition.DRAFT).first()
    if edition is None:
        return redirect("rumors_desk:show", pk)
    form = AskForm(request.POST or None, readers=queries.second_readers(edition, request.user))
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_second(rumor=rumor, person=request.user, validators=list(form.cleaned_data["validators"]), at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Asked. It is published when the second reader says yes."))
            return redirect("rumors_desk:show", pk)
    refusal = must_be_live(rumor) or must_be_ready(edition, rumor.sources.count())
    return _form(request, rumor, form, _("Ask a second reader"), _("Ask"), refusal=refusal)


@team(CHECK)
def close(request: PersonRequest, pk: int) -> HttpResponse:
    rumor = found(pk)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.close(rumor=rumor, person=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Closed. Those who asked are told why."))
        return redirect("rumors_desk:show", pk)
    return _form(request, rumor, form, _("Close without a verdict"), _("Close it"), refusal=may_close(request.user, rumor))


@require_POST
@team(CHECK)
def reopen(request: PersonRequest, pk: int) -> HttpResponse:
    actions.reopen(rumor=found(pk), person=request.user, at=clock.now())
    return redirect("rumors_desk:show", pk)


@team(CHECK)
def merge(request: PersonRequest, pk: int) -> HttpResponse:
    rumor = found(pk)
    near = queries.alike(rumor.claim, but=pk)
    form = MergeForm(request.POST or None, rumor=rumor, near=near, initial={"into": str(near[0].pk)} if near else None)
    if request.method == "POST" and form.is_valid():
        try:
            target = actions.merge(source=rumor, target=form.cleaned_data["target"], person=request.user, at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("They are one now. Everybody who asked will be told."))
            return redirect("rumors_desk:show", target.pk)
    refusal = must_be_live(rumor) or (may_close(request.user, rumor) if rumor.is_public else None)
    return _form(request, rumor, form, _("Merge with another rumour"), _("Merge"), refusal=refusal)


@team(CHECK)
def part(request: PersonRequest, pk: int) -> HttpResponse:
    """The merge is undone: it is checked by itself again."""
    rumor = found(pk)
    refusal = may_part(request.user, rumor)
    if request.method == "POST" and refusal is None:
        actions.part(source=rumor, person=request.user, at=clock.now())
        messages.success(request, _("They are two again. What came along has gone back to this one."))
        return redirect("rumors_desk:show", pk)
    words = _(
        "Its traces, sources and notes come back here. What was added to the other one since stays there, and so does what was published. "
        "Those who asked are told what comes of this one."
    )
    return _form(request, rumor, Form(), _("Undo the merge"), _("Part them again"), refusal=refusal, words=words)


def _form(request: PersonRequest, rumor: Rumor | None, form: Any, title: str, button: str, **more: Any) -> HttpResponse:
    context = {
        "rumor": rumor,
        "form": form,
        "title": title,
        "button": button,
        "refusal": None,
        "asked": False,
        "source": None,
        "words": "",
        **more,
    }
    return render(request, "rumors/desk/form.html", context, status=422 if form.errors else 200)

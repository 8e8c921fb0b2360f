"""Teams, labels, saved replies and macros."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.access import DECIDE
from beffroi.outreach.inbox import actions
from beffroi.outreach.inbox.access import ARRANGE, READ
from beffroi.outreach.inbox.filling import frame_hash
from beffroi.outreach.inbox.forms import LabelForm, MacroForm, SavedReplyForm, TeamForm
from beffroi.outreach.inbox.models import Label, Macro, SavedReply, Team

KINDS: dict[str, tuple[Any, Any]] = {
    "equipe": (Team, TeamForm),
    "etiquette": (Label, LabelForm),
    "reponse": (SavedReply, SavedReplyForm),
    "macro": (Macro, MacroForm),
}


def _titles() -> dict[str, tuple[str, str, str, str]]:
    """Of the list, of the button, of the page, and what it is for."""
    return {
        "equipe": (_("Teams"), _("Add a team"), pgettext("inbox", "Team"), _("Services that answer: conversations are given to them.")),
        "etiquette": (_("Labels"), _("Add a label"), pgettext("inbox", "Label"), _("Words that sort: roads, school, invoice…")),
        "reponse": (
            _("Saved replies"),
            _("Add a saved reply"),
            _("Saved reply"),
            _("Written once. Approved beforehand, they leave at once whoever sends them."),
        ),
        "macro": (_("Macros"), _("Add a macro"), pgettext("inbox", "Macro"), _("Several acts in one press.")),
    }


@team(ARRANGE)
def settings(request: HttpRequest) -> HttpResponse:
    titles, at, groups = _titles(), clock.now(), []
    for kind, (model, _form) in KINDS.items():
        rows = list(model.objects.order_by("-is_active", *model._meta.ordering))
        for row in rows:
            row.is_approved = kind == "reponse" and _is_approved(row, at)
        groups.append({"kind": kind, "title": titles[kind][0], "add": titles[kind][1], "help": titles[kind][3], "rows": rows})
    return render(request, "inbox/settings.html", {"groups": groups})


def _is_approved(saved: SavedReply, at: Any) -> bool:
    return approvals.is_preapproved(subject=Subject("inbox_saved_reply", saved.pk), content_hash=frame_hash(saved), at=at)


@team(ARRANGE)
def edit(request: HttpRequest, kind: str, pk: int | None = None) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    model, form_class = KINDS[kind]
    row = get_object_or_404(model, pk=pk) if pk else None
    form = form_class(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(kind, get_object_or_404(model, pk=pk) if pk else None, form.cleaned_data, request)
        except Refused as error:
            form.add_error(None, str(error.refusal.message))
        else:
            messages.success(request, _("Kept."))
            return redirect("inbox:settings")
    title = _titles()[kind]
    return render(
        request, "inbox/edit.html", {"form": form, "row": row, "kind": kind, "title": title[2] if row else title[1], "help": title[3]}
    )


def _keep(kind: str, row: Any, said: dict[str, Any], request: HttpRequest) -> None:
    person = request.user
    if kind == "equipe":
        actions.keep_team(team=row, person=person, name=said["name"], members=list(said["members"]))
    elif kind == "etiquette":
        actions.keep_label(label=row, person=person, name=said["name"], tone=said["tone"])
    elif kind == "reponse":
        actions.keep_saved_reply(saved=row, person=person, title=said["title"], text=said["text"], at=clock.now())
    else:
        values = {name: said[name] for name in ("name", "status", "priority", "team", "assignee", "snooze_days", "saved_reply")}
        actions.keep_macro(macro=row, person=person, labels=list(said["labels"]), **values)


@require_POST
@team(ARRANGE)
def retire(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    row = get_object_or_404(KINDS[kind][0], pk=pk)
    actions.retire(row=row, person=request.user, is_active=not row.is_active)
    messages.success(request, _("Put away.") if not row.is_active else _("Back in use."))
    return redirect("inbox:settings")


@team(READ)
def saved_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Its words, and whether they may leave at once."""
    saved = get_object_or_404(SavedReply.objects.select_related("author__voice"), pk=pk)
    refusal = must_have_right(request.user, DECIDE)
    context = {"saved": saved, "is_approved": _is_approved(saved, clock.now()), "refusal": refusal, "seen": frame_hash(saved)}
    return render(request, "inbox/saved_reply.html", context)


@require_POST
@team(DECIDE)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    saved, at = get_object_or_404(SavedReply, pk=pk), clock.now()
    try:
        if request.POST.get("act") == "end":
            actions.end_preapproval(saved=saved, person=request.user, at=at)
        elif request.POST.get("seen") != frame_hash(saved):
            messages.error(request, _("The wording has changed since you read it. Read it again."))
            return redirect("inbox:saved_reply", pk)
        else:
            actions.preapprove(saved=saved, person=request.user, at=at)
    except Refused as error:
        messages.error(request, str(error.refusal.message))
    else:
        messages.success(request, _("Noted."))
    return redirect("inbox:saved_reply", pk)

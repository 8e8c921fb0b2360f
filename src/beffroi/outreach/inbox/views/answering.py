"""Answering, and what becomes of an answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Delivery
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused, require
from beffroi.outreach.inbox import actions
from beffroi.outreach.inbox.access import READ
from beffroi.outreach.inbox.filling import filled, values_for
from beffroi.outreach.inbox.forms import ByHandForm, ReplyForm
from beffroi.outreach.inbox.models import Conversation, Entry, SavedReply
from beffroi.outreach.inbox.rules import approval_for, may_reply
from beffroi.outreach.inbox.views.thread import find, others_of, page_of

VERDICTS = ("online", "again", "give_up")


@require_POST
@team(READ)
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    conversation, at, person = find(pk), clock.now(), request.user
    need = approval_for(person, conversation, at)
    form = ReplyForm(request.POST, need=need, person=person, conversation=conversation)
    if request.POST.get("act") == "insert":
        return page_of(request, conversation, form=_with_saved(form, conversation, request), has_failed=True)
    if not form.is_valid():
        return page_of(request, conversation, form=form, has_failed=True)
    said: dict[str, Any] = form.cleaned_data
    try:
        entry = actions.reply(
            conversation=conversation,
            person=person,
            text=said["text"],
            token=said["token"] or "",
            said=said["said"] or 0,
            answers=said["answers"],
            saved_reply=SavedReply.objects.filter(pk=said["from_saved"] or 0, is_active=True).first(),
            validators=list(said.get("validators") or []),
            closes=bool(said.get("closes")),
            at=at,
        )
    except Refused as error:
        return _refused(request, conversation, form, error, at)
    sentences = {
        Entry.ASKED: _("Your answer waits for approval. It leaves when it is approved."),
        Entry.LEFT: _("Your answer is on its way."),
        Entry.HELD: _("Something new was said: look before your answer leaves."),
    }
    messages.success(request, sentences.get(entry.state, _("Your answer is kept.")))
    return redirect(f"{reverse('inbox:show', args=[pk])}#entry-{entry.pk}")


def _refused(request: HttpRequest, conversation: Conversation, form: ReplyForm, error: Refused, at: Any) -> HttpResponse:
    """What was typed is kept. Somebody wrote meanwhile: the page shows it, and sending again means that it was read."""
    conversation = find(conversation.pk)
    if error.refusal.code == "moved":
        data = request.POST.copy()
        data["said"] = str(conversation.said)
        form.data = data
        writing = [other for other in others_of(conversation, request.user, at) if other.is_writing]
        return page_of(request, conversation, form=form, stale=error.refusal, writing=writing, has_failed=True)
    form.add_error(
        "validators" if error.refusal.code == "no_validator" and "validators" in form.fields else "text", str(error.refusal.message)
    )
    return page_of(request, conversation, form=form, has_failed=True)


def _with_saved(form: ReplyForm, conversation: Conversation, request: HttpRequest) -> ReplyForm:
    """The saved reply laid under what was typed already; alone, it stays recognised as approved. Nothing is sent, nothing is wrong yet."""
    form.is_valid()
    typed: dict[str, Any] = {**form.cleaned_data, "text": request.POST.get("text", "").replace("\0", "").strip()}
    at = clock.now()
    if saved := typed.get("saved"):
        text = filled(saved.text, values_for(conversation, request.user, at))
        typed["from_saved"] = None if typed["text"] else saved.pk
        typed["text"] = f"{typed['text']}\n\n{text}" if typed["text"] else text
    return ReplyForm(initial=typed, need=approval_for(request.user, conversation, at), person=request.user, conversation=conversation)


@require_POST
@team(READ)
def by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    conversation, form = find(pk), ByHandForm(request.POST, prefix="hand")
    if not form.is_valid():
        return page_of(request, conversation, by_hand_form=form, has_failed=True)
    said = form.cleaned_data
    actions.mark_by_hand(conversation=conversation, person=request.user, text=said["text"], token=said["token"], at=clock.now())
    messages.success(request, _("Noted: this conversation is answered."))
    return redirect("inbox:show", pk)


def _entry(pk: int, entry: int) -> Entry:
    return get_object_or_404(Entry.objects.select_related("conversation__account", "answers"), pk=entry, conversation=pk, kind=Entry.OUT)


@require_POST
@team(READ)
def retry(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    found = _entry(pk, entry)
    delivery = get_object_or_404(Delivery.objects.of("inbox_reply", found.pk).select_related("account"))
    return _try(request, pk, _("Another try is on its way."), actions.retry, entry=found, delivery=delivery)


@require_POST
@team(READ)
def settle(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """A person looked at the network and says what is there."""
    found, verdict = _entry(pk, entry), request.POST.get("verdict", "")
    require(may_reply(request.user, found.conversation))
    delivery = get_object_or_404(Delivery.objects.of("inbox_reply", found.pk).select_related("account"))
    if verdict not in VERDICTS:
        messages.error(request, _("Say what you see there."))
        return redirect("inbox:show", pk)
    url = request.POST.get("url", "").replace("\0", "").strip()[:500] or (found.answers.url if found.answers else "")
    try:
        base.settle_unknown(delivery=delivery, person=request.user, verdict=verdict, url=url, at=clock.now())
    except Refused as error:
        messages.error(request, str(error.refusal.message))
    else:
        messages.success(request, _("Noted."))
    return redirect("inbox:show", pk)


@require_POST
@team(READ)
def take_back(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    return _try(request, pk, _("Taken back: this answer does not leave."), actions.take_back, entry=_entry(pk, entry))


@require_POST
@team(READ)
def let_go(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    return _try(request, pk, _("Your answer is on its way."), actions.let_go, entry=_entry(pk, entry))


def _try(request: HttpRequest, pk: int, sentence: str, action: Any, **values: Any) -> HttpResponse:
    try:
        action(person=request.user, at=clock.now(), **values)
    except Refused as error:
        messages.error(request, str(error.refusal.message))
    else:
        messages.success(request, sentence)
    return redirect("inbox:show", pk)

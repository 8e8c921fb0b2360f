"""One conversation: what was said, what is known of it here, and the form to answer."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from beffroi.channels.base.access import HEAR
from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import BLOCK, REPORT, UNBLOCK, channels
from beffroi.commons.promises import queries as promises
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.inbox import actions
from beffroi.outreach.inbox.access import READ
from beffroi.outreach.inbox.filling import filled, values_for
from beffroi.outreach.inbox.forms import ByHandForm, NoteForm, ReplyForm
from beffroi.outreach.inbox.known import known_of
from beffroi.outreach.inbox.models import Conversation, Entry, Presence, SavedReply
from beffroi.outreach.inbox.queries import around, choices, deliveries, network
from beffroi.outreach.inbox.rules import Need, approval_for, may_reply, may_take_back, most_of
from beffroi.outreach.inbox.views.listing import undone
from beffroi.outreach.inbox.views.offers import offers, snoozes
from beffroi.outreach.inbox.views.sayings import said_of
from beffroi.outreach.origins import queries as origins
from beffroi.outreach.origins.queries import Became, Offer

PRESENT = timedelta(seconds=40)  # a page that is open says every fifteen seconds that it is there
SHOWN = 200
NETWORK_ACTS = {BLOCK, UNBLOCK, REPORT}


@team(READ)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return page_of(request, find(pk))


def find(pk: int) -> Conversation:
    rows = Conversation.objects.select_related("account", "assignee__voice", "team", "delivery", "snoozed_by__voice")
    return get_object_or_404(rows.prefetch_related("labels"), pk=pk)


def page_of(request: HttpRequest, conversation: Conversation, **more: Any) -> HttpResponse:
    """The whole page; `form`, `note_form`, `by_hand_form` when one of them came back, `stale` when somebody wrote meanwhile."""
    at, person = clock.now(), request.user
    need = approval_for(person, conversation, at)
    offered = choices()
    clock_line = promises.clocks([Subject("inbox_conversation", conversation.pk)], at=at).get(
        Subject("inbox_conversation", conversation.pk)
    )
    mine = Presence.objects.filter(conversation=conversation, person=person).first()
    labels = {label.pk for label in conversation.labels.all()}
    context: dict[str, Any] = {
        "conversation": conversation,
        "network": network(conversation.account),
        "lines": _lines(conversation, person, _numbered(request, "answers")),
        "is_cut": conversation.entries_count > SHOWN,
        "clock": clock_line,
        "late": conversation.is_late(at),
        "reply_refusal": may_reply(person, conversation),
        "need": need,
        "most": most_of(conversation),
        "others": others_of(conversation, person, at),
        "around": around(conversation),
        "known": known_of(conversation, at=at),
        "acts": offers(offered),
        "snoozes": snoozes(),
        "people": offered.people,
        "teams": offered.teams,
        "label_choices": [row for row in offered.labels if row[0] not in labels],
        "macros": offered.macros,
        "priorities": Conversation.PRIORITIES,
        "back": reverse("inbox:show", args=[conversation.pk]),
        "list_url": reverse("inbox:index"),
        "changes": said_of(conversation, offered),
        "undone": undone(request),
        "stale": None,
        "writing": [],
        "has_failed": False,
        "note_form": NoteForm(prefix="note"),
        "by_hand_form": ByHandForm(prefix="hand", initial={"token": secrets.token_hex(8)}),
    }
    context |= more
    if "form" not in more:
        context["form"] = _form(request, conversation, need, mine, at)
    return render(request, "inbox/show.html", context)


def _form(request: HttpRequest, conversation: Conversation, need: Need, mine: Presence | None, at: datetime) -> ReplyForm:
    """Fresh; with what was typed and not sent, or the words of a saved reply or of an answer that came back."""
    initial: dict[str, Any] = {"said": conversation.said, "token": secrets.token_hex(8), "text": mine.text if mine else ""}
    saved = _numbered(request, "saved")
    if saved and (found := SavedReply.objects.filter(pk=saved, is_active=True).first()):
        initial |= {"text": filled(found.text, values_for(conversation, request.user, at)), "from_saved": found.pk}
    again = _numbered(request, "again")
    if again and (entry := conversation.entries.filter(pk=again, kind=Entry.OUT).first()):
        initial["text"] = entry.text
    if answers := _numbered(request, "answers"):
        initial["answers"] = answers
    return ReplyForm(initial=initial, need=need, person=request.user, conversation=conversation)


def _numbered(request: HttpRequest, name: str) -> int:
    word = request.GET.get(name, "")
    return int(word) if word.isdecimal() and word.isascii() and len(word) < 18 else 0


@dataclass(frozen=True)
class Line:
    """An entry, with how far it is and what may be done with it."""

    entry: Entry
    delivery: Delivery | None
    can_hide: bool
    network_acts: list[str]
    is_uncertain: bool
    can_retry: bool
    can_take_back: bool
    approval: Approval | None
    is_looked_at: bool  # what is noticed in it, and what may be made of it, stand under it
    became: list[Became]
    offers: list[Offer]


def _looked_at(rows: list[Entry], chosen: int) -> int | None:
    """The message that was chosen, else the last one that came in."""
    there = [row for row in rows if row.heard and not row.heard.gone_at]
    return next((row.pk for row in there if row.heard_id == chosen), there[-1].pk if there else None)


def _lines(conversation: Conversation, person: Any, chosen: int) -> list[Line]:
    """Oldest first, each with what may be done with it."""
    rows = list(conversation.entries.select_related("heard", "by__voice", "answers").order_by("-at", "-pk")[:SHOWN])[::-1]
    sent = deliveries(rows)
    channel = channels.get(conversation.account.kind)
    hears = person.has_right(HEAR)
    can_hide = bool(hears and channel and "hide" in channel.acts and not conversation.is_private)
    network_acts = [act for act in (channel.acts if channel else ()) if act in NETWORK_ACTS] if hears else []
    became = origins.of([row.heard_id for row in rows if row.heard_id])
    looked_at = _looked_at(rows, chosen)
    return [
        Line(
            entry=row,
            delivery=(delivery := sent.get(row.pk)),
            can_hide=can_hide,
            network_acts=network_acts,
            is_uncertain=bool(delivery and delivery.state == Delivery.UNKNOWN),
            can_retry=bool(delivery and delivery.can_be_retried and row.state == Entry.LEFT),
            can_take_back=row.kind == Entry.OUT and may_take_back(person, row, delivery) is None,
            is_looked_at=row.pk == looked_at,
            became=became.get(row.heard_id or 0, []),
            offers=origins.offers(row.heard, person) if row.heard and row.pk == looked_at else [],
            approval=approvals.latest(Subject("inbox_reply", row.pk)) if row.state in (Entry.ASKED, Entry.REFUSED, Entry.HELD) else None,
        )
        for row in rows
    ]


def others_of(conversation: Conversation, person: Any, at: datetime) -> list[Presence]:
    """Colleagues who have this conversation open now, those who write first."""
    rows = conversation.present.filter(seen_at__gt=at - PRESENT).exclude(person=person).select_related("person__voice")
    return list(rows.order_by("-is_writing", "person__voice__name"))


@require_POST
@team(READ)
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """The heartbeat of an open page: keeps what is typed, tells who else is here and whether something new was said."""
    conversation, at = get_object_or_404(Conversation, pk=pk), clock.now()
    actions.be_here(conversation=conversation, person=request.user, text=request.POST.get("text", "").replace("\0", ""), at=at)
    said = request.POST.get("said", "")
    is_new = said.isdecimal() and said != str(conversation.said)
    context = {"conversation": conversation, "others": others_of(conversation, request.user, at), "is_new": is_new}
    return render(request, "inbox/_presence.html", context)


@require_POST
@team(READ)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(pk)
    form = NoteForm(request.POST, prefix="note")
    if not form.is_valid():
        return page_of(request, conversation, note_form=form, has_failed=True)
    entry = actions.note(conversation=conversation, person=request.user, text=form.cleaned_data["text"], at=clock.now())
    return redirect(f"{reverse('inbox:show', args=[pk])}#entry-{entry.pk}")

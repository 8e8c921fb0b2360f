"""The town-wide forum: topics that anybody opens."""

from functools import wraps
from typing import Any

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.commons.conversations import actions, lines, pages, schema
from beffroi.commons.conversations.forms import CloseForm, TopicForm
from beffroi.commons.conversations.models import Message, Thread
from beffroi.commons.conversations.rules import FORUM, may_close
from beffroi.commons.conversations.subjects import topic_url
from beffroi.commons.moderation.rules import must_not_be_hidden, must_not_be_paused
from beffroi.commons.supports import mine
from beffroi.commons.topics import queries as topics
from beffroi.ground.people import guests
from beffroi.ground.people.lines import columns, line
from beffroi.ground.people.requests import PersonRequest
from beffroi.ground.town.rules import must_be_switched_on
from beffroi.kernel import clock
from beffroi.kernel.access import View, public, signed_in
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused, require
from beffroi.kernel.subjects import Subject

ORDERS = {
    "vivants": ("-last_message_at", "-pk"),
    "nouveaux": ("-created_at", "-pk"),
    "voix": ("-voices_count", "-pk"),
}
COLUMNS = (
    "pk", "title", "slug", "excerpt", "messages_count", "voices_count", "last_message_at", "created_at", "closed_at", "version",
    *columns("voice"), "voice__origin_channel",
)  # fmt: skip


def _where_there_is_one(view: View) -> View:
    """A town without a forum has no such page."""

    @wraps(view)
    def checked(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if must_be_switched_on(FORUM):
            raise Http404
        return view(request, *args, **kwargs)

    return checked


@public
@_where_there_is_one
def index(request: PersonRequest) -> HttpResponse:
    """The topics, those that live first; one theme at a time."""
    order = request.GET.get("ordre", "")
    order = order if order in ORDERS else "vivants"
    tag = request.GET.get("theme", "")[:80]
    found = Thread.objects.topics()
    if tag:
        found = found.filter(pk__in=topics.subjects_with([tag], "topic"))
    rows = page(found.values(*COLUMNS), order=ORDERS[order], after=request.GET.get("after", ""))
    tags = topics.tags_of([Subject("topic", row["pk"]) for row in rows.rows])
    for row in rows.rows:
        row["voice"] = line(row, "voice") if row["voice__public_id"] else None
        row["topic_slug"] = row["slug"] or "sujet"
        row["tags"] = tags[Subject("topic", row["pk"])]
    labels = {"vivants": _("Most alive"), "nouveaux": _("Newest"), "voix": _("Most people")}
    context = {
        "page": rows,
        "tabs": [{"label": label, "url": _address(request, key), "current": key == order} for key, label in labels.items()],
        "tag": _tag(rows.rows, tag),
    }
    return render(request, "conversations/forum.html", context)


def _address(request: PersonRequest, order: str) -> str:
    words = request.GET.copy()
    words.pop("after", None)
    words["ordre"] = order
    return f"?{words.urlencode()}"


def _tag(rows: list, slug: str) -> str:
    """The name of the theme that the list is about, as one of its rows bears it."""
    return next((tag.name for row in rows for tag in row["tags"] if tag.slug == slug), slug) if slug else ""


@never_cache
@public
@_where_there_is_one
def new(request: PersonRequest) -> HttpResponse:
    """Open a topic."""
    at = clock.now()
    refusal = must_not_be_paused(request.person, at)
    form = TopicForm(request.POST or None, initial={"title": request.GET.get("titre", "")[:150]})
    if request.method == "POST" and refusal is None and form.is_valid():
        said = form.cleaned_data
        if not request.person.is_authenticated:
            return guests.act(request, "conversations:open", {"title": said["title"], "text": said["text"], "tags": said["tags"]})
        try:
            thread = actions.open_topic(person=request.person, title=said["title"], text=said["text"], tags=said["tags"], at=at)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            toasts.success(request, _("Your topic is open."))
            return redirect(topic_url(thread))
    return render(request, "conversations/new_topic.html", {"form": form, "refusal": refusal})


@public
@_where_there_is_one
def topic(request: PersonRequest, pk: int, slug: str) -> HttpResponse:
    """A topic: its first message, then the conversation."""
    first = get_object_or_404(
        Message.objects.select_related("thread", "voice__avatar"), thread=pk, thread__subject_kind="", is_opening=True
    )
    thread, person = first.thread, request.person
    if request.path != topic_url(thread):
        return HttpResponsePermanentRedirect(topic_url(thread))
    if thread.hidden_at and not (person.is_authenticated and person.voice.pk == thread.voice_id):
        require(must_not_be_hidden(thread))
    opening = lines.line_of_message(first, person)
    mine.expect(person, supports=[opening.subject], follows=[thread.subject])
    said = pages.conversation(request, thread.subject, thread=thread)
    opening = lines.with_answers([opening], person, answers=[])[0]
    context = said | {
        "opening": pages.branches([opening], is_open=said["is_open"], is_signed_in=said["is_signed_in"])[0],
        "tags": until_changed(f"conversations:tags:{pk}", lambda: topics.tags_of([thread.subject])[thread.subject]),
        "may_close": person.is_authenticated and may_close(person, thread) is None,
        "json_ld": schema.posting(request, thread, opening, said["branches"]),
    }
    return render(request, "conversations/topic.html", context)


@signed_in
def close(request: PersonRequest, pk: int, slug: str) -> HttpResponse:
    thread = get_object_or_404(Thread, pk=pk, subject_kind="")
    require(may_close(request.person, thread))
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.close_thread(thread=thread, person=request.person, closing=form.cleaned_data["closing"], at=clock.now())
        toasts.success(request, _("The discussion is closed."))
        return redirect(topic_url(thread))
    return render(request, "conversations/close.html", {"form": form, "thread": thread, "url": topic_url(thread)})


@signed_in
@require_POST
def reopen(request: PersonRequest, pk: int, slug: str) -> HttpResponse:
    thread = get_object_or_404(Thread, pk=pk, subject_kind="")
    actions.reopen_thread(thread=thread, person=request.person, at=clock.now())
    toasts.success(request, _("The discussion is open again."))
    return redirect(topic_url(thread))

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from beffroi.commons.conversations import pages
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import Refused, require
from beffroi.participation.groups import actions, reading, rules, states
from beffroi.participation.groups.addresses import topic_url
from beffroi.participation.groups.forms import StepForm, TopicForm
from beffroi.participation.groups.gates import INSIDE, READ, group_view
from beffroi.participation.groups.models import Copied, Group, Place, Topic

PER_HOUR, HOUR = 20, timedelta(hours=1)


def _topic(request: HttpRequest, group: Group, pk: int) -> Topic:
    topic = get_object_or_404(Topic.objects.select_related("voice", "responsible"), pk=pk, group=group)
    topic.group = group
    if topic.hidden_at and topic.voice_id != getattr(getattr(request.person, "voice", None), "pk", 0):  # type: ignore[attr-defined]
        raise Http404
    return topic


@group_view(READ)
@require_safe
def show(request: HttpRequest, group: Group, topic: int) -> HttpResponse:
    """A topic with its discussion; of a problem, the way it went too."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    found = _topic(request, group, topic)
    inside = rules.is_inside(person, group.pk)
    steps = list(found.steps.select_related("voice", "responsible").order_by("-at", "-pk")[:100]) if found.is_problem else []
    context: dict[str, Any] = {
        "group": group,
        "process": group.process,
        "topic": found,
        "subject": found.subject,
        "text": SafeString(found.html),
        "line": reading.topics([found], at)[0],
        "strip": reading.steps(found.state) if found.is_problem else [],
        "steps": [{"step": step, "label": states.LABELS[step.state], "tone": states.TONES[step.state]} for step in steps],
        "talk": pages.conversation(request, found.subject, closed=not group.process.is_public),  # type: ignore[arg-type]
        "may_edit": person.is_authenticated and found.voice_id == person.voice.pk and rules.may_edit(person, found, at) is None,
        "may_close": rules.may_edit(person, found, at) is None,
        "may_move": found.is_problem and rules.may_move(person, found, at) is None,
        "inside": inside,
        "is_hidden": bool(found.hidden_at),
    }
    if inside:
        done = {row.place_id: row for row in Copied.objects.filter(topic=found).select_related("voice")}
        context["places"] = [{"place": place, "done": done.get(place.pk)} for place in Place.objects.filter(group=group).order_by("pk")]
        context["copy"] = reading.copy_text(found, request.build_absolute_uri(topic_url(found)))
    return render(request, "groups/topic.html", context)


@never_cache
@group_view(INSIDE)
def write(request: HttpRequest, group: Group) -> HttpResponse:
    """A new topic, or a problem to work on."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    problem = request.GET.get("genre") == "probleme"
    refusal = rules.may_write(person, group, at)
    form = TopicForm(request.POST or None, speaks=rules.leads(person, group.pk), problem=problem)
    if request.method == "POST" and refusal is None and form.is_valid():
        require(limits.must_be_within("groups-topic", person.pk, most=PER_HOUR, per=HOUR, at=at))
        data = form.cleaned_data
        topic = actions.open_topic(
            group=group, person=person, title=data["title"], text=data["text"], problem=problem, of_group=data.get("of_group", False), at=at
        )
        messages.success(request, _("Your topic is there."))
        return redirect(topic_url(topic))
    context = {"group": group, "process": group.process, "form": form, "refusal": refusal, "problem": problem, "is_edit": False}
    return render(request, "groups/write.html", context, status=422 if form.errors else 200)


@never_cache
@group_view(INSIDE)
def edit(request: HttpRequest, group: Group, topic: int) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    found = _topic(request, group, topic)
    require(rules.may_edit(person, found, at))
    form = TopicForm(request.POST or None, problem=found.is_problem, initial={"title": found.title, "text": found.text})
    if request.method == "POST" and form.is_valid():
        actions.edit_topic(topic=found, person=person, changes=form.cleaned_data, at=at)
        messages.success(request, _("Saved."))
        return redirect(topic_url(found))
    context = {"group": group, "process": group.process, "form": form, "refusal": None, "problem": found.is_problem, "is_edit": True}
    return render(request, "groups/write.html", context, status=422 if form.errors else 200)


@group_view(INSIDE)
@require_POST
def do(request: HttpRequest, group: Group, topic: int, deed: str) -> HttpResponse:
    """Close, open again."""
    found = _topic(request, group, topic)
    acts = {"clore": actions.close_topic, "rouvrir": actions.reopen_topic}
    if deed not in acts:
        raise Http404
    acts[deed](topic=found, person=request.person, at=clock.now())  # type: ignore[attr-defined]
    messages.success(request, _("Done."))
    return redirect(topic_url(found))


@never_cache
@group_view(INSIDE)
def move(request: HttpRequest, group: Group, topic: int) -> HttpResponse:
    """The next step of a problem."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    found = _topic(request, group, topic)
    if not found.is_problem:
        raise Http404
    require(rules.may_move(person, found, at))
    following = _next(found.state)
    form = StepForm(group, request.POST or None, initial={"state": following, "due_on": found.due_on})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.move_problem(
                topic=found, person=person, state=data["state"], note=data["note"], due_on=data["due_on"],
                responsible=data["responsible"].voice if data["responsible"] else None, at=at,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Noted. Those who follow this problem are told."))
            return redirect(topic_url(found))
    context = {"group": group, "process": group.process, "topic": found, "form": form, "label": states.LABELS[found.state]}
    return render(request, "groups/move.html", context, status=422 if form.errors else 200)


def _next(state: str) -> str:
    if state not in states.ORDER or state == states.DONE:
        return states.RAISED
    return states.ORDER[states.ORDER.index(state) + 1]


@group_view(INSIDE)
@require_POST
def copied(request: HttpRequest, group: Group, topic: int, place: int) -> HttpResponse:
    """I wrote it there."""
    found = _topic(request, group, topic)
    where = get_object_or_404(Place, pk=place, group=group)
    actions.note_copied(place=where, topic=found, person=request.person, at=clock.now())  # type: ignore[attr-defined]
    messages.success(request, _("Noted: it is in “%(place)s” too.") % {"place": where.name})
    return redirect(topic_url(found))

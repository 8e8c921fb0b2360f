"""Writing, answering, changing and taking back messages; the page of one message."""

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from beffroi.commons.conversations import actions, lines, pages, texts
from beffroi.commons.conversations.forms import EditForm, MessageForm
from beffroi.commons.conversations.models import MESSAGE, Message
from beffroi.commons.conversations.rules import FREELY, may_edit, may_remove
from beffroi.commons.moderation.queries import notices
from beffroi.commons.moderation.rules import must_not_be_hidden
from beffroi.ground.people import guests
from beffroi.ground.people.requests import PersonRequest
from beffroi.ground.people.rules import must_have_two_factors
from beffroi.kernel import clock
from beffroi.kernel.access import public, signed_in
from beffroi.kernel.rules import Refused, require
from beffroi.kernel.subjects import Card, Subject, subject_kinds


def visible(request: PersonRequest, subject: Subject) -> Card:
    """The card of what is spoken about, if this person may see it."""
    try:
        card = subject.card() if subject.kind in subject_kinds and subject.kind != MESSAGE else None
    except OverflowError:  # a number that no database holds
        card = None
    if card is None:
        raise Http404
    if not card.is_public:
        require(subject_kinds[subject.kind].may("see", request.person, subject.id, clock.now()))
    return card


def parse(about: str) -> Subject:
    try:
        return Subject.parse(about)
    except ValueError:
        raise Http404 from None


def found(request: PersonRequest, pk: int) -> tuple[Message, Card]:
    message = get_object_or_404(Message.objects.select_related("thread", "voice", "parent"), pk=pk)
    return message, visible(request, message.thread.subject)


@never_cache
@public
def write(request: PersonRequest, about: str) -> HttpResponse:
    """A new message on a subject: the form alone, and where the form of the subject's page is sent."""
    subject = parse(about)
    card = visible(request, subject)
    thread = pages.thread_for(subject)
    refusal = pages.may_write(request.person, subject, thread, clock.now())
    asks = bool(thread and thread.asks_stance)
    form = pages.new_form(request.person, subject, asks=asks, data=request.POST or None)
    if request.method == "POST" and refusal is None and form.is_valid():
        answer = _send(request, form, subject, None)
        if answer:
            return answer
    context = {"form": form, "card": card, "refusal": refusal, "subject": subject, "is_closed": not card.is_public}
    return render(request, "conversations/write.html", context)


@never_cache
@public
def reply(request: PersonRequest, pk: int) -> HttpResponse:
    """An answer to one message, perhaps with a quotation of it."""
    parent, card = found(request, pk)
    require(must_not_be_hidden(parent))
    subject = parent.thread.subject
    refusal = pages.may_write(request.person, subject, parent.thread, clock.now())
    initial = texts.quoted(parent.text, parent.voice.display_name) if "citer" in request.GET else ""
    if not initial and parent.depth >= 2 and parent.voice.name:
        initial = f"@{parent.voice.name} "  # it will stand beside the one it answers
    form = pages.new_form(request.person, subject, asks=False, data=request.POST or None, parent=parent, initial=initial)
    if request.method == "POST" and refusal is None and form.is_valid():
        answer = _send(request, form, subject, parent)
        if answer:
            return answer
    line = lines.with_answers(lines.read(Message.objects.filter(pk=pk), request.person), request.person, answers=[])[0]
    context = {"form": form, "card": card, "refusal": refusal, "parent": line, "parent_pk": pk, "is_closed": not card.is_public}
    return render(request, "conversations/reply.html", context)


def _send(request: PersonRequest, form: MessageForm, subject: Subject, parent: Message | None) -> HttpResponse | None:
    """Where it led; None after a refusal, which then stands in the form with what was typed."""
    said = form.cleaned_data
    language = (get_language() or "fr")[:2]
    if not request.person.is_authenticated:
        data = {"subject": str(subject), "text": said["text"], "parent": parent.pk if parent else None, "stance": said.get("stance", "")}
        return guests.act(request, "conversations:send", data | {"language": language})
    try:
        if said.get("is_official"):
            require(must_have_two_factors(request))
        message = actions.send(
            subject=subject, person=request.person, text=said["text"], parent=parent, stance=said.get("stance", ""),
            is_official=said.get("is_official", False), language=language, at=clock.now(),
        )  # fmt: skip
    except Refused as error:
        form.add_error(None, str(error))
        return None
    toasts.success(request, _("Your message is published."))
    return redirect(place_of(message))


def place_of(message: Message) -> str:
    """Where somebody finds the message that she has just written."""
    anchor = f"#message-{message.pk}"
    if message.root_id is None and (card := message.thread.subject.card()):
        return f"{card.url}?ordre=recents&envoye=1{anchor}"
    return reverse("conversations:message", args=[message.pk]) + anchor


@public
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """The branch that holds the message: its beginning, and the page of answers where it stands."""
    message, card = found(request, pk)
    if message.is_opening:
        return HttpResponsePermanentRedirect(card.url)
    person = request.person
    root_pk = message.root_id or message.pk
    roots = lines.read(Message.objects.filter(pk=root_pk), person)
    first = _first_place(request, message)
    answers = lines.read(Message.objects.filter(root=root_pk, place__gt=first, place__lte=first + pages.ANSWERS).order_by("place"), person)
    shown = lines.with_answers(roots, person, answers=answers)
    is_open = pages.may_write(person, message.thread.subject, message.thread, clock.now()) is None
    last = Message.objects.filter(root=root_pk).order_by("-place").values_list("place", flat=True).first() or 0
    base = reverse("conversations:message", args=[root_pk])
    context = {
        "card": card,
        "message": message,
        "branches": pages.branches(shown, is_open=is_open, is_signed_in=person.is_authenticated),
        "is_open": is_open,
        "is_signed_in": person.is_authenticated,
        "root_pk": root_pk,
        "canonical": base if first == 0 else f"{base}?depuis={first}",
        "previous": "" if first == 0 else f"{base}?depuis={max(first - pages.ANSWERS, 0)}",
        "next": f"{base}?depuis={first + pages.ANSWERS}" if first + pages.ANSWERS < last else "",
    }
    return render(request, "conversations/message.html", context)


def _first_place(request: PersonRequest, message: Message) -> int:
    given = request.GET.get("depuis", "")
    if given.isdecimal() and len(given) < 9:
        return int(given) // pages.ANSWERS * pages.ANSWERS
    return max(message.place - 1, 0) // pages.ANSWERS * pages.ANSWERS


@signed_in
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    """New words; if they were changed elsewhere meanwhile, both are shown and nothing is lost."""
    message, card = found(request, pk)
    at = clock.now()
    require(may_edit(request.person, message, at))
    form = EditForm(request.POST or None, initial={"text": message.text, "revision": message.revision})
    stale = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.edit(message=message, person=request.person, text=said["text"], revision=said["revision"], at=at)
        except Refused as error:
            form.add_error(None, str(error))
            if error.refusal.code == "stale":
                stale = message.text
                form.data = {"text": said["text"], "revision": message.revision}  # the next sending is on purpose
        else:
            toasts.success(request, _("Your message is changed."))
            return redirect(place_of(message) if not message.is_opening else card.url)
    context = {"form": form, "card": card, "message": message, "stale": stale, "leaves_a_mark": at - message.created_at > FREELY}
    return render(request, "conversations/edit.html", context)


@signed_in
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks once, then takes it back."""
    message, card = found(request, pk)
    refusal = may_remove(request.person, message, clock.now())
    if request.method == "POST":
        actions.remove(message=message, person=request.person, at=clock.now())
        toasts.success(request, _("Your message is taken back."))
        return redirect(f"{card.url}#discussion")
    return render(request, "conversations/remove.html", {"card": card, "message": message, "refusal": refusal})


@public
def versions(request: PersonRequest, pk: int) -> HttpResponse:
    """What a message said before."""
    message, card = found(request, pk)
    if message.removed_at or message.hidden_at:
        notice = notices([message.subject]).get(message.subject)
        return render(
            request, "conversations/versions.html", {"card": card, "message": message, "revisions": [], "notice": notice}, status=404
        )
    revisions = [
        {"number": row.number + 1, "at": row.written_at, "html": SafeString(row.html)}  # cleaned when it was written
        for row in message.revisions.order_by("-number")[:50]
    ]
    return render(request, "conversations/versions.html", {"card": card, "message": message, "revisions": revisions, "notice": None})

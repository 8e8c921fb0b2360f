"""What a page with a conversation shows: the list in the order asked for, the answers, the forms that apply."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from beffroi.commons.conversations import lines
from beffroi.commons.conversations.forms import MessageForm
from beffroi.commons.conversations.models import TOPIC, Message, Thread
from beffroi.commons.conversations.rules import ANSWER, may_comment, must_be_open_thread
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject

SIZE = 20
ANSWERS = 50  # on the page of one message
SORTS = {
    "tour": ("turn", "pk"),
    "recents": ("-created_at", "-pk"),
    "soutiens": ("-supports_count", "-pk"),
}


@dataclass(frozen=True)
class Sort:
    """One order, with the sentence that explains it."""

    key: str
    label: str
    url: str
    sentence: str
    is_current: bool


def sorts(request: HttpRequest, current: str) -> list[Sort]:
    said = {
        "tour": (
            _("Each in turn"),
            _("The first message of each person comes before anyone’s second; first those that nobody has answered yet, the newest at the top."),
        ),
        "recents": (_("Newest"), _("The newest messages come first.")),
        "soutiens": (_("Most supported"), _("The messages with the most supports come first.")),
    }
    found = []
    for key, (label, sentence) in said.items():
        words = request.GET.copy()
        words.pop("suite", None)
        words["ordre"] = key
        found.append(Sort(key, label, f"?{words.urlencode()}#discussion", sentence, key == current))
    return found


def thread_for(subject: Subject) -> Thread | None:
    """The thread if there is one: reading a page never makes one."""
    if subject.kind == TOPIC:
        return Thread.objects.filter(pk=subject.id, subject_kind="").first()
    return Thread.objects.filter(subject_kind=subject.kind, subject_id=subject.id).first()


def conversation(request: HttpRequest, subject: Subject, *, thread: Thread | None = None, asks_stance: bool | None = None) -> dict[str, Any]:
    """The context of conversations/_conversation.html."""
    person, at = request.person, clock.now()  # type: ignore[attr-defined]
    thread = thread or thread_for(subject)
    sort = request.GET.get("ordre", "")
    sort = sort if sort in SORTS else "tour"
    refusal = may_write(person, subject, thread, at)
    is_signed_in = person.is_authenticated
    shown: list[lines.Line] = []
    after = before = ""
    if thread is not None:
        # What this page needs is named; the rows are plain values.
        order = SORTS[sort]
        found = page(
            Message.objects.listed().filter(thread=thread, parent=None).values(*lines.COLUMNS), order=order, after=request.GET.get("suite", ""), size=SIZE
        )
        roots = [lines.line_of(row, person) for row in found.rows]
        shown = lines.with_answers(roots, person)
        after, before = found.next, found.previous
    is_open = refusal is None
    every = [one for root in shown for one in (root, *root.replies)]
    asks = thread.asks_stance if thread else bool(asks_stance)
    return {
        "request": request,
        "subject": subject,
        "thread": thread,
        "count": thread.messages_count if thread else 0,
        "voices": thread.voices_count if thread else 0,
        "branches": branches(shown, is_open=is_open, is_signed_in=is_signed_in),
        "has_lines": bool(every),
        "is_first_page": not before,
        "next": _turn(request, after),
        "previous": _turn(request, before),
        "sorts": sorts(request, sort),
        "write_refusal": refusal,
        "is_open": is_open,
        "is_signed_in": is_signed_in,
        "form": new_form(person, subject, asks=asks) if is_open and is_signed_in else None,
    }


def may_write(person: Any, subject: Subject, thread: Thread | None, at: Any) -> Refusal | None:
    """A visitor may write first and say who she is afterwards: that is no refusal."""
    refusal = (must_be_open_thread(thread) if thread else None) or may_comment(person, subject, at)
    return None if refusal and refusal.code == "anonymous" else refusal


def new_form(person: Any, subject: Subject, *, asks: bool, data: Any = None, parent: Message | None = None, initial: str = "") -> MessageForm:
    """The form of a new message; what is typed is kept in the browser until it is sent."""
    return MessageForm(
        data,
        asks_stance=asks and parent is None,
        may_be_official=person.is_authenticated and person.has_right(ANSWER),
        keep=f"message-{subject}-{parent.pk if parent else 0}",
        initial={"text": initial},
    )


@dataclass(frozen=True)
class Branch:
    """A message that begins a branch with its first answers, rendered."""

    root: lines.Line
    html: SafeString
    replies: list[tuple[lines.Line, SafeString]]


def branches(shown: list[lines.Line], *, is_open: bool, is_signed_in: bool) -> list[Branch]:
    """Rendered, in order."""
    every = [one for root in shown for one in (root, *root.replies)]
    html = lines.rendered(every, is_open=is_open, is_signed_in=is_signed_in)
    return [Branch(root, html[root.pk], [(reply, html[reply.pk]) for reply in root.replies]) for root in shown]


def _turn(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    words = request.GET.copy()
    words["suite"] = cursor
    return f"?{words.urlencode()}#discussion"

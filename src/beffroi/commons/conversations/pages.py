"""What a page with a conversation shows: the list in the order asked for, the answers, the forms that apply."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from beffroi.commons.conversations import lines
from beffroi.commons.conversations.forms import MessageForm
from beffroi.commons.conversations.models import TOPIC, Message, Thread
from beffroi.commons.conversations.rules import Known, may_answer_officially, may_comment, must_be_open_thread
from beffroi.commons.moderation.rules import must_not_be_paused
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject

SIZE = 20
ANSWERS = 50  # on the page of one message
IN_A_SIDE = 8  # in each column
FAR = 400
THREAD = tuple(field.attname for field in Thread._meta.concrete_fields)
SIDES = (Message.FOR, Message.AGAINST, Message.NUANCE)
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


def sorts(request: PersonRequest, current: str) -> list[Sort]:
    said = {
        "tour": (
            _("Each in turn"),
            _(
                "The first message of each person comes before anyone’s second; first those that nobody has answered yet, the newest at the top."
            ),
        ),
        "recents": (_("Newest"), _("The newest messages come first.")),
        "soutiens": (_("Most supported"), _("The messages with the most supports come first.")),
    }
    found = []
    for key, (label, sentence) in said.items():
        found.append(Sort(key, label, _address(request, ordre=key), sentence, key == current))
    return found


def thread_for(subject: Subject) -> Thread | None:
    """The thread if there is one: reading a page never makes one."""
    if subject.kind == TOPIC:
        return Thread.objects.filter(pk=subject.id, subject_kind="").first()
    return Thread.objects.filter(subject_kind=subject.kind, subject_id=subject.id).first()


def conversation(
    request: PersonRequest, subject: Subject, *, thread: Thread | None = None, asks_stance: bool | None = None, columns: bool = False,
    known: Known | None = None, closed: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The context of conversations/_conversation.html. `columns`: for, against and nuance side by side; `closed`: for members only."""
    person, at = request.person, clock.now()
    sort = request.GET.get("ordre", "")
    sort = sort if sort in SORTS else "tour"
    side = request.GET.get("cote", "")
    side = side if side in SIDES else ""
    columns = columns and not side
    shown, thread, after, before = _read(request, subject, thread, sort, side, columns=columns)
    thread = thread or thread_for(subject)
    refusal = may_write(person, subject, thread, at, known)
    is_signed_in = person.is_authenticated
    can_support = may_support(thread, known) if known else refusal is None
    found = branches(shown, is_open=refusal is None, is_signed_in=is_signed_in, can_support=can_support)
    asks = thread.asks_stance if thread else bool(asks_stance)
    return {
        "request": request,
        "subject": subject,
        "thread": thread,
        "count": thread.messages_count if thread else 0,
        "voices": thread.voices_count if thread else 0,
        "branches": found,
        "sides": _in_sides(request, found) if columns else [],
        "side": {"label": lines.STANCES[side], "url": _address(request, cote="")} if side else None,
        "has_lines": bool(found),
        "next": _address(request, suite=after) if after else "",
        "previous": _address(request, suite=before) if before else "",
        "sorts": sorts(request, sort),
        "write_refusal": refusal,
        "is_open": refusal is None,
        "is_signed_in": is_signed_in,
        "is_closed": closed,
        "form": new_form(person, subject, asks=asks, keeps="envoye" not in request.GET, known=known)
        if refusal is None and is_signed_in
        else None,
    }


def _read(
    request: PersonRequest, subject: Subject, thread: Thread | None, sort: str, side: str, *, columns: bool
) -> tuple[list[lines.Line], Thread | None, str, str]:
    """The lines of this page with their answers, their thread read along with them, and the cursors after and before."""
    person = request.person
    if thread or subject.kind == TOPIC:
        where: dict[str, Any] = {"thread": thread or subject.id}
    else:
        # Its number first: the index of a thread's messages has their order too, so a page costs the same in any thread.
        where = {"thread": Thread.objects.filter(subject_kind=subject.kind, subject_id=subject.id).values("pk")[:1]}
    roots = Message.objects.listed().filter(parent=None, **where)
    columns_read = (*lines.COLUMNS, *(f"thread__{name}" for name in THREAD))
    after = before = ""
    if columns:
        rows = list(_some_of_each_side(roots, sort).values(*columns_read))
    else:
        roots = roots.filter(stance=side) if side else roots
        found = page(roots.values(*columns_read), order=SORTS[sort], after=request.GET.get("suite", ""), size=SIZE)
        rows, after, before = found.rows, found.next, found.previous
    if rows and thread is None:
        thread = Thread(**{name: rows[0][f"thread__{name}"] for name in THREAD})
    return lines.with_answers([lines.line_of(row, person) for row in rows], person), thread, after, before


def _some_of_each_side(roots: QuerySet, sort: str) -> QuerySet:
    """The first of each side, in one query whose cost does not grow with the thread: among the first FAR only."""
    first = roots.order_by(*SORTS[sort]).values("pk")[:FAR]
    order = [F(name[1:]).desc() if name.startswith("-") else F(name).asc() for name in SORTS[sort]]
    ranked = Message.objects.filter(pk__in=first).annotate(rank=Window(RowNumber(), partition_by="stance", order_by=order))
    # Around it a plain query: Django mixes up the columns of joined tables beside a filter on a window.
    return Message.objects.filter(pk__in=ranked.filter(rank__lte=IN_A_SIDE).values("pk")).order_by(*SORTS[sort])


def _in_sides(request: PersonRequest, found: list["Branch"]) -> list[dict[str, Any]]:
    """The columns, each with the way to all of its messages; those without a side come last."""
    made = []
    for side in (*SIDES, Message.NEUTRAL):
        some = [branch for branch in found if branch.root.stance == side]
        if some or side in SIDES[:2]:
            url = _address(request, cote=side) if side and len(some) == IN_A_SIDE else ""
            made.append({"key": side or "none", "label": lines.STANCES[side], "branches": some, "url": url})
    return made


def may_support(thread: Thread | None, known: Known) -> bool:
    """A visitor may, once she said who she is."""
    refusal = (must_be_open_thread(thread) if thread else None) or known.support
    return refusal is None or refusal.code == "anonymous"


def may_write(person: Any, subject: Subject, thread: Thread | None, at: Any, known: Known | None = None) -> Refusal | None:
    """A visitor may write first and say who she is afterwards: that is no refusal."""
    refusal = must_be_open_thread(thread) if thread else None
    if thread is None or not thread.is_topic:  # a topic has no rule beyond its own
        refusal = refusal or (must_not_be_paused(person, at) or known.comment if known else may_comment(person, subject, at))
    else:
        refusal = refusal or must_not_be_paused(person, at)
    return None if refusal and refusal.code == "anonymous" else refusal


def new_form(
    person: Any, subject: Subject, *, asks: bool, data: Any = None, parent: Message | None = None, initial: str = "", keeps: bool = True,
    known: Known | None = None,
) -> MessageForm:  # fmt: skip
    """The form of a new message; what is typed is kept in the browser until it is sent.

    Right after the sending, on the same page, it keeps nothing: the browser then knows that the text arrived.
    """
    speaks = known.speaks if known else None
    if speaks is None:
        speaks = person.is_authenticated and not may_answer_officially(person, subject, clock.now())
    return MessageForm(
        data,
        asks_stance=asks and parent is None,
        may_be_official=speaks,
        keep=f"message-{subject}-{parent.pk if parent else 0}" if keeps else "",
        initial={"text": initial},
    )


@dataclass(frozen=True)
class Branch:
    """A message that begins a branch with its first answers, rendered."""

    root: lines.Line
    html: SafeString
    replies: list[tuple[lines.Line, SafeString]]


def branches(shown: list[lines.Line], *, is_open: bool, is_signed_in: bool, can_support: bool | None = None) -> list[Branch]:
    """Rendered, in order. `can_support`: where it is open apart from writing."""
    every = [one for root in shown for one in (root, *root.replies)]
    html = lines.rendered(every, is_open=is_open, is_signed_in=is_signed_in, can_support=is_open if can_support is None else can_support)
    return [Branch(root, html[root.pk], [(reply, html[reply.pk]) for reply in root.replies]) for root in shown]


def _address(request: PersonRequest, **changed: str) -> str:
    """This page with other words in its address, at the discussion; another list begins at its first page."""
    words = request.GET.copy()
    words.pop("suite", None)
    for name, value in changed.items():
        if value:
            words[name] = value
        else:
            words.pop(name, None)
    return f"?{words.urlencode()}#discussion"

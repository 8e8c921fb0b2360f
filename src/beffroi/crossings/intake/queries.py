"""What can be chosen when a message is turned into something, and who took part from elsewhere."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from beffroi.channels.base.models import Heard
from beffroi.commons.conversations.models import MESSAGE, Message, Thread
from beffroi.commons.search import queries as search
from beffroi.crossings.intake import places, wording
from beffroi.crossings.intake.models import Held
from beffroi.kernel.subjects import Card, Subject, cards_of, subject_kinds
from beffroi.outreach.origins import queries as origins
from beffroi.outreach.origins.models import Origin
from beffroi.participation.debates.models import Debate
from beffroi.participation.opinions.models import Statement
from beffroi.participation.proposals.models import Proposal
from beffroi.participation.questions.models import Question
from beffroi.participation.spaces.models import Component, Process
from beffroi.participation.spaces.rules import must_be_open

KINDS = ("proposal", "debate", "question", "process", "decision")
NEAR = ("proposal", "debate", "question")
MOST = 12


@dataclass(frozen=True)
class Target:
    """Something under which a message could stand, and why it is shown."""

    subject: Subject
    card: Card
    kind: str
    reason: str = ""


def waiting() -> QuerySet[Held]:
    rows = Held.objects.filter(settled_at=None, heard__gone_at=None, heard__hidden_at=None)
    return rows.select_related("heard__account")


def targets(heard: Heard, words: str, at: datetime, *, answers: str = "", near: str = "") -> list[Target]:
    """What was typed, or what the message answers and what speaks of the same; only what can be discussed now."""
    found: dict[Subject, str] = {}
    if words.strip():
        found = {row.subject: "" for row in search.find(words[:200], kinds=KINDS, limit=3 * MOST, typing=True).rows}
    else:
        if (about := origins.subject_of(heard)) and (where := places.destination(about, at)):
            found[where] = answers
        for kind in NEAR:
            for one in search.similar(wording.said(heard), kind=kind, limit=3):
                found.setdefault(one.subject, near)
    cards = cards_of(found)
    shown = []
    for subject, reason in found.items():
        card = cards.get(subject)
        if card and card.is_public and (subject.kind == places.PROCESS or places.is_discussed(subject, at)):
            shown.append(Target(subject, card, str(subject_kinds[subject.kind].label), reason))
        if len(shown) == MOST:
            break
    return shown


def open_components(kind: str, verb: str, at: datetime) -> list[Component]:
    """Where something of this kind can be put in now, the latest processes first."""
    rows = Component.objects.filter(kind=kind, published_at__isnull=False, process__published_at__isnull=False)
    found = rows.select_related("process").order_by("-process__published_at", "pk")[:100]
    return [component for component in found if must_be_open(component, verb, at) is None]


def in_process(process_id: int) -> QuerySet[Origin]:
    """Every message from elsewhere that took part in a process, the oldest first."""
    proposals = Proposal.objects.filter(component__process_id=process_id).values("pk")
    questions = Question.objects.filter(component__process_id=process_id).values("pk")
    debates = Debate.objects.filter(component__process_id=process_id).values("pk")
    statements = Statement.objects.filter(map__component__process_id=process_id, origin=Statement.NETWORK).values("pk")
    threads = Thread.objects.filter(
        Q(subject_kind="proposal", subject_id__in=proposals)
        | Q(subject_kind="question", subject_id__in=questions)
        | Q(subject_kind="debate", subject_id__in=debates)
        | Q(subject_kind=places.PROCESS, subject_id=process_id)
    )
    messages = Message.objects.said().filter(thread__in=threads).exclude(origin="").values("pk")
    rows = Origin.objects.standing().filter(
        Q(subject_kind=MESSAGE, subject_id__in=messages)
        | Q(subject_kind="proposal", subject_id__in=proposals)
        | Q(subject_kind="question", subject_id__in=questions)
        | Q(subject_kind="statement", subject_id__in=statements)
    )
    return rows.select_related("heard__account").order_by("pk")


def process_with_voices(slug: str) -> Process | None:
    """A public process of which people spoke elsewhere."""
    process = Process.objects.filter(slug=slug, published_at__isnull=False).first()
    return process if process and has_voices(process.pk) else None


def has_voices(process_id: int) -> bool:
    return Thread.objects.filter(subject_kind=places.PROCESS, subject_id=process_id, messages_count__gt=0).exists()

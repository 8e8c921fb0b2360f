"""Where a message would stand: from what it answers to something that can be discussed now."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from beffroi.commons.conversations.models import MESSAGE, Message, Thread
from beffroi.commons.search.models import Document
from beffroi.kernel.subjects import Subject, subject_kinds
from beffroi.participation.debates.models import Debate
from beffroi.participation.spaces.calendar import is_open
from beffroi.participation.spaces.models import Process

CONTRIBUTE = "contribute"
PROCESS = "process"


def subject_at(url: str) -> Subject | None:
    """What one of our own addresses shows, if it can be found."""
    parts = urlsplit(url)
    if parts.netloc and parts.netloc != urlsplit(settings.BASE_URL).netloc:
        return None
    path = parts.path
    for code, _name in settings.LANGUAGES:
        path = path.removeprefix(f"/{code}") if path.startswith(f"/{code}/") else path
    found = Document.objects.filter(url=path).exclude(subject_kind=MESSAGE).first() if path.strip("/") else None
    return found.subject if found else None


def destination(subject: Subject, at: datetime) -> Subject | None:
    """The nearest thing that can be discussed now: itself, the debate of the process, or what people say of the process elsewhere."""
    if subject.kind == MESSAGE:
        message = Message.objects.select_related("thread").filter(pk=subject.id).first()
        subject = message.thread.subject if message else subject
    if subject.kind == PROCESS:
        return _in_process(subject, at)
    return subject if is_discussed(subject, at) else None


def is_discussed(subject: Subject, at: datetime) -> bool:
    """May anybody who says who they are speak about it now?"""
    if subject.kind not in subject_kinds:
        return False
    card = subject.card()
    if card is None or not card.is_public:
        return False
    refusal = subject_kinds[subject.kind].may("comment", AnonymousUser(), subject.id, at)
    if refusal and refusal.code != "anonymous":
        return False
    closed = Thread.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return not closed.exclude(closed_at=None, hidden_at=None).exists()


def _in_process(subject: Subject, at: datetime) -> Subject | None:
    process = Process.objects.filter(pk=subject.id).first()
    if process is None or not process.is_public or process.is_archived:
        return None
    debates = Debate.objects.filter(component__process=process, hidden_at=None).select_related("component__process").order_by("pk")
    for debate in debates:
        if debate.component.is_public and is_open(debate.component, CONTRIBUTE, at):
            return Subject("debate", debate.pk)
    return subject

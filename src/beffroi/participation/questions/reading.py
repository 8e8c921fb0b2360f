"""What pages say of questions, and the record of those who answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from beffroi.participation.questions import states
from beffroi.participation.questions.models import Addressee, Answer, Question

ENOUGH = 5  # opinions: fewer would point at persons, and say little
SAMPLE = 2000


def days_late(question: Question, at: datetime) -> int:
    """Whole days since the promise was broken; 0 while it is not. The first day counts as one."""
    if not question.is_late(at):
        return 0
    return max((localtime(at).date() - localtime(question.due_at).date()).days, 1)


def due_said(question: Question, at: datetime) -> str:
    """The promise, or how long it has been broken."""
    if not question.waits:
        return ""
    if late := days_late(question, at):
        return ngettext("Answer expected for %(n)d day", "Answer expected for %(n)d days", late) % {"n": late}
    return _("Answer promised by %(day)s") % {"day": date_format(localtime(question.due_at), "DATE_FORMAT")}


@dataclass(frozen=True)
class Record:
    """How questions to somebody fared."""

    asked: int
    answered: int
    in_time: int
    late: int
    median_days: int | None
    opinions: int
    satisfied: int | None  # percent; None below ENOUGH

    @property
    def in_time_percent(self) -> int | None:
        return round(100 * self.in_time / self.answered) if self.answered else None

    @property
    def figures(self) -> list[tuple[Any, str, str]]:
        """Value, label, note: as ui's stats draw them."""
        found: list[tuple[Any, str, str]] = [(self.asked, npgettext("record", "question", "questions", self.asked), "")]
        share = _("%(n)d %% in time") % {"n": self.in_time_percent} if self.answered else ""
        found.append((self.answered, npgettext("record", "answer", "answers", self.answered), share))
        if self.late:
            found.append((self.late, ngettext("late answer expected", "late answers expected", self.late), ""))
        if self.median_days is not None:
            days = npgettext("record", "day", "days", self.median_days)
            found.append((self.median_days, days, _("half of the answers come within this time")))
        if self.satisfied is not None:
            note = ngettext("%(n)d opinion", "%(n)d opinions", self.opinions) % {"n": self.opinions}
            found.append((_("%(n)d %%") % {"n": self.satisfied}, _("satisfied or satisfied in part"), note))
        return found


def records(addressees: Iterable[Addressee], at: datetime) -> dict[int, Record]:
    """The records of some, in three queries."""
    ids = [row.pk for row in addressees]
    rows = Question.objects.filter(addressee__in=ids, hidden_at=None, withdrawn_at=None, merged_into=None).exclude(state=states.REFUSED)
    counted = rows.values("addressee").annotate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        in_time=Count("pk", filter=Q(answered_at__isnull=False) & ~Q(is_in_time=False)),
        late=Count("pk", filter=Q(state__in=states.WAITING, due_at__lt=at)),
    )
    numbers = {row["addressee"]: row for row in counted}
    took: dict[int, list[float]] = {}
    waited = rows.exclude(answered_at=None).order_by("-answered_at").values_list("addressee", F("answered_at") - F("waits_since"))[:SAMPLE]
    for addressee, time in waited:
        took.setdefault(addressee, []).append(time.total_seconds() / 86400)
    said = Answer.objects.filter(question__in=rows, given_at__isnull=False).values("question__addressee")
    opinions = {
        row["question__addressee"]: (row["yes"] or 0, row["partly"] or 0, row["no"] or 0)
        for row in said.annotate(yes=Sum("yes_count"), partly=Sum("partly_count"), no=Sum("no_count"))
    }
    return {pk: _record(numbers.get(pk), took.get(pk, []), opinions.get(pk, (0, 0, 0))) for pk in ids}


def _record(row: Any, took: list[float], opinions: tuple[int, int, int]) -> Record:
    row = row or {"asked": 0, "answered": 0, "in_time": 0, "late": 0}
    total = sum(opinions)
    content = round(100 * (opinions[0] + opinions[1]) / total) if total >= ENOUGH else None
    days = round(median(took)) if took else None
    return Record(row["asked"], row["answered"], row["in_time"], row["late"], days, total, content)


def opinions_of(answer: Answer) -> list[dict[str, Any]]:
    """The bar of what was said of an answer; nothing before there are enough."""
    if answer.yes_count + answer.partly_count + answer.no_count < ENOUGH:
        return []
    return [
        {"label": pgettext("opinion about an answer", "Answered"), "value": answer.yes_count, "tone": "good"},
        {"label": pgettext("opinion about an answer", "Answered in part"), "value": answer.partly_count, "tone": "bell"},
        {"label": pgettext("opinion about an answer", "Not answered"), "value": answer.no_count, "tone": "brick"},
    ]


def opinions_said(answer: Answer) -> str:
    total = answer.yes_count + answer.partly_count + answer.no_count
    return _("Of %(all)d people who said it: for %(yes)d the question is answered, for %(partly)d in part, for %(no)d it is not.") % {
        "all": total,
        "yes": answer.yes_count,
        "partly": answer.partly_count,
        "no": answer.no_count,
    }


def minute(seconds: int | None) -> str:
    """A mark in a recording: 1:02:03, or 12:34."""
    if seconds is None:
        return ""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def at_minute(answer: Answer) -> str:
    """The address of the recording at the minute, where the site is known to understand it."""
    url = answer.spoken_url
    if answer.spoken_seconds is None or "#" in url:
        return url
    return f"{url}#t={answer.spoken_seconds}"

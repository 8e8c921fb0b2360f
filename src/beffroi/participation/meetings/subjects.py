from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.kernel.text import excerpt
from beffroi.participation.meetings import rules, words
from beffroi.participation.meetings.actions import live
from beffroi.participation.meetings.actions.finding import KIND, LIVE, address, count, set_hidden, subject_of
from beffroi.participation.meetings.models import LiveQuestion, Meeting
from beffroi.participation.spaces.cards import card_in

COUNTED = {"messages": "messages_count", "follows": "follows_count"}


class MeetingSubject(SubjectKind):
    kind = KIND
    label = _("meeting")
    label_plural = _("meetings")
    knows = frozenset({"answer"})
    verbs = {
        "see": rules.may_see, "comment": rules.may_comment, "follow": rules.may_follow, "flag": rules.may_see, "answer": rules.may_speak,
    }  # fmt: skip

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Meeting.objects.filter(pk__in=ids).select_related("component__process").defer("minutes", "minutes_html", "transcript")
        return {
            row.pk: card_in(
                row.component,
                subject_of(row),
                title=row.title,
                url=address(row),
                excerpt=excerpt(" – ".join(filter(None, [f"{words.day(row)}, {words.hours(row)}", words.where(row), row.text])), 240),
                shown=row.is_public,
                voice_id=row.proposed_by_id,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Meeting.objects.select_related("component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This meeting no longer exists."))
        if verb not in self.verbs:
            return Refusal("closed", _("This is not possible on a meeting."))
        return self.verbs[verb](person, row, at)

    def count(self, id: int, counter: str, by: int) -> None:
        count(meeting_id=id, counter=counter, by=by)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter != "follows":
            return {}
        return dict(Meeting.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "follows_count")[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        set_hidden(meeting_id=id, hidden=hidden, at=clock.now())


class LiveQuestionSubject(SubjectKind):
    """Asked in a room: it can be flagged, and taken out of sight."""

    kind = LIVE
    label = _("question asked in a meeting")
    label_plural = _("questions asked in meetings")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = LiveQuestion.objects.filter(pk__in=ids).select_related("meeting__component__process")
        return {
            row.pk: card_in(
                row.meeting.component,
                Subject(LIVE, row.pk),
                title=row.text,
                url=f"{address(row.meeting, 'live')}#q-{row.pk}",
                shown=row.state not in (LiveQuestion.HIDDEN, LiveQuestion.RECEIVED) and row.meeting.is_public,
                voice_id=row.voice_id,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = LiveQuestion.objects.select_related("meeting__component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This question no longer exists."))
        if verb not in ("see", "flag"):
            return Refusal("closed", _("Vote for this question on its page."))
        if row.state in (LiveQuestion.HIDDEN, LiveQuestion.RECEIVED):
            return Refusal("hidden", _("This question is not shown."))
        return rules.may_see(person, row.meeting, at)

    def set_hidden(self, id: int, hidden: bool) -> None:
        live.set_hidden(question_id=id, hidden=hidden)


subject_kinds.register(MeetingSubject())
subject_kinds.register(LiveQuestionSubject())

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.subjects import Subject


class ResponsePolicyQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at=None)


class ResponsePolicy(models.Model):
    """What is promised for one kind, on one channel or on all ("" ). Never changed: a new one begins when it ends."""

    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=40, blank=True)
    first = models.PositiveIntegerField(_("first answer within"), null=True, blank=True)  # opening hours
    following = models.PositiveIntegerField(_("next answers within"), null=True, blank=True)
    resolution = models.PositiveIntegerField(_("settled within"), null=True, blank=True)
    escalation = models.PositiveIntegerField(_("those responsible are told after"), default=7)  # opening hours of lateness
    round_the_clock = models.BooleanField(_("every hour counts, nights and Sundays too"), default=False)
    is_public = models.BooleanField(_("shown on the public page"), default=True)
    begins_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ResponsePolicyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "channel"], condition=Q(ended_at=None), name="promise_current_once")]


class ClockEvent(models.Model):
    """One thing that happened to a clock; never changed. What was measured then is written here, with what was promised."""

    STARTED, ANSWERED, PAUSED, RESUMED, CLOSED, REOPENED, VOIDED, LATE, ESCALATED = (
        "started", "answered", "paused", "resumed", "closed", "reopened", "voided", "late", "escalated",
    )  # fmt: skip
    FIRST, NEXT, RESOLUTION = "first", "next", "resolution"
    WORDS = [
        (STARTED, pgettext_lazy("promises", "somebody waits for an answer")),
        (ANSWERED, pgettext_lazy("promises", "answered")),
        (PAUSED, pgettext_lazy("promises", "the clock stands still")),
        (RESUMED, pgettext_lazy("promises", "the clock goes on")),
        (CLOSED, pgettext_lazy("promises", "closed")),
        (REOPENED, pgettext_lazy("promises", "opened again")),
        (VOIDED, pgettext_lazy("promises", "nothing to answer")),
        (LATE, pgettext_lazy("promises", "late")),
        (ESCALATED, pgettext_lazy("promises", "those responsible were told")),
    ]

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    word = models.CharField(max_length=10, choices=WORDS)
    step = models.CharField(max_length=10, blank=True)  # what is or was owed: the first answer, the next, the resolution
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=40, blank=True)
    policy = models.ForeignKey(ResponsePolicy, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)  # since when the person waited for this
    due_at = models.DateTimeField(null=True, blank=True)  # as promised, after this event
    resolve_by = models.DateTimeField(null=True, blank=True)
    left = models.IntegerField(null=True, blank=True)  # seconds of working time, when the clock stands still
    resolve_left = models.IntegerField(null=True, blank=True)
    escalate_at = models.DateTimeField(null=True, blank=True)
    worked = models.PositiveIntegerField(null=True, blank=True)  # seconds of working time so far
    elapsed = models.PositiveIntegerField(null=True, blank=True)  # seconds by any clock
    in_time = models.BooleanField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="promise_events_of"),
            models.Index(fields=["asked_at"], condition=Q(step="first"), name="promise_first_answers"),
        ]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)


class ClockQuerySet(models.QuerySet):
    def of(self, subject: Subject):
        return self.filter(subject_kind=subject.kind, subject_id=subject.id)

    def late(self, at: datetime):
        """What is owed and past its hour."""
        return self.filter(next_at__lt=at)


class Clock(models.Model):
    """What is owed about one subject now: what its events come to (`actions.rebuild` makes it again)."""

    RUNNING, PAUSED, ANSWERED, CLOSED = "running", "paused", "answered", "closed"

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=40, blank=True)
    policy = models.ForeignKey(ResponsePolicy, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10)
    step = models.CharField(max_length=10)  # first or next, while an answer is owed
    asked_at = models.DateTimeField()
    running_since = models.DateTimeField()  # the last start or resumption
    worked = models.PositiveIntegerField(default=0)  # seconds of working time before that
    due_at = models.DateTimeField(null=True, blank=True)  # of the answer that is owed
    resolve_by = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)  # the earlier of the two that still counts; none: nothing is owed
    left = models.IntegerField(null=True, blank=True)
    resolve_left = models.IntegerField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)  # when it was told that `next_at` has passed
    escalate_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="promise_clock_once")]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="promise_owed"),
            models.Index(fields=["escalate_at"], condition=Q(escalate_at__isnull=False), name="promise_to_escalate"),
        ]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)


class MonthFigure(models.Model):
    """How the first answers to what came in one month were given, by kind: counted from the events."""

    month = models.DateField()
    kind = models.CharField(max_length=40)
    asked = models.PositiveIntegerField()  # all that waited for a first answer
    in_time = models.PositiveIntegerField()
    late = models.PositiveIntegerField()  # answered late, or not answered and past the hour
    unanswered = models.PositiveIntegerField()  # closed without an answer
    median = models.PositiveIntegerField(null=True, blank=True)  # seconds of working time until the answer

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "kind"], name="promise_month_once")]

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals.models.circuits import ANY, RULES, Outsider, Workflow


class Approval(models.Model):
    """A request, bound to a hash of what is to be read. It runs through its stages; the last yes approves it."""

    WAITING, APPROVED, CHANGES, REFUSED, VOID = "waiting", "approved", "changes", "refused", "void"
    STATES = [
        (WAITING, _("waiting for a validator")),
        (APPROVED, _("approved")),
        (CHANGES, _("changes asked")),
        (REFUSED, _("refused")),
        (VOID, _("void: the text has changed")),
    ]
    TONES = {WAITING: "bell", APPROVED: "good", CHANGES: "bell", REFUSED: "brick", VOID: ""}

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    workflow = models.ForeignKey(Workflow, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    validators = models.ManyToManyField(Account, related_name="+")  # those of the open stage
    decided_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "-asked_at"]), models.Index(fields=["state", "due_at"])]
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], condition=models.Q(state="waiting"), name="approval_waits_once")
        ]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)

    @property
    def tone(self) -> str:
        return self.TONES[self.state]


class Stage(models.Model):
    """A step of one request, as the workflow was when it was asked: a later change of the workflow changes nothing here."""

    COMING, OPEN, PASSED, STOPPED = "coming", "open", "passed", "stopped"
    STATES = [(COMING, _("comes later")), (OPEN, _("waits")), (PASSED, _("read and approved")), (STOPPED, _("stopped"))]

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=STATES, default=COMING)
    validators = models.ManyToManyField(Account, related_name="+")
    outsiders = models.ManyToManyField(Outsider, related_name="+")
    rule = models.CharField(max_length=5, choices=RULES, default=ANY)
    needed = models.PositiveSmallIntegerField(default=1)
    delay_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    substitute = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    may_edit = models.BooleanField(default=False)
    is_second = models.BooleanField(default=False)  # somebody who has not approved yet, with a written reason
    is_free = models.BooleanField(default=True)  # chosen by the author, not by a workflow: needs the right to approve
    opened_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["approval", "position"], name="stage_position_once"),
            models.UniqueConstraint(fields=["approval"], condition=Q(state="open"), name="stage_open_once"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="open", late_told_at=None), name="stage_may_be_late")]

    def is_late(self, at: datetime) -> bool:
        return self.due_at is not None and self.due_at <= at


class Letter(models.Model):
    """One address for all that waits for somebody without account on one day. Only the fingerprint of its secret is kept."""

    outsider = models.ForeignKey(Outsider, models.CASCADE, related_name="letters")
    day = models.DateField()
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outsider", "day"], name="approval_letter_once_a_day")]


class Link(models.Model):
    """A one-time address for somebody without account. Only the fingerprint of its secret is kept."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="links")
    outsider = models.ForeignKey(Outsider, models.CASCADE, related_name="links")
    letter = models.ForeignKey(Letter, models.CASCADE, null=True, related_name="links")  # opened from there, not by a secret of its own
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "outsider"], condition=Q(used_at=None, revoked_at=None), name="approval_link_lives_once"
            )
        ]


class Decision(models.Model):
    """One word of one person about one text. Never changed; its fingerprint is in the ledger."""

    APPROVE, CHANGES, REFUSE = "approve", "changes", "refuse"
    VERDICTS = [(APPROVE, _("approved it")), (CHANGES, _("asked for changes")), (REFUSE, _("refused it"))]
    DESK, LINK, RULE = "desk", "link", "rule"
    WAYS = [(DESK, _("at the desk")), (LINK, _("by link")), (RULE, _("by rule"))]

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="decisions")
    stage = models.ForeignKey(Stage, models.CASCADE, null=True, related_name="decisions")
    by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    outsider = models.ForeignKey(Outsider, models.SET_NULL, null=True, blank=True, related_name="+")
    acting_for = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    is_substitute = models.BooleanField(default=False)
    is_own_text = models.BooleanField(default=False)
    verdict = models.CharField(max_length=8, choices=VERDICTS)
    how = models.CharField(max_length=5, choices=WAYS, default=DESK)
    content_hash = models.CharField(max_length=64)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage", "by"], condition=Q(acting_for=None), name="decision_once"),
            models.UniqueConstraint(fields=["stage", "acting_for"], name="decision_for_once"),
            models.UniqueConstraint(fields=["stage", "outsider"], name="decision_outside_once"),
        ]
        indexes = [models.Index(fields=["-at"])]

    @property
    def tone(self) -> str:
        return {self.APPROVE: "good", self.CHANGES: "bell", self.REFUSE: "brick"}[self.verdict]

    @property
    def who(self) -> str:
        if self.by:
            return self.by.voice.display_name
        return str(self.outsider) if self.outsider else ""

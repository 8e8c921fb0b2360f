from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account


class Approval(models.Model):
    """A request to named validators, bound to a hash of what they are to read. Any one of them decides."""

    WAITING, APPROVED, CHANGES, VOID = "waiting", "approved", "changes", "void"
    STATES = [
        (WAITING, _("waiting for a validator")),
        (APPROVED, _("approved")),
        (CHANGES, _("changes asked")),
        (VOID, _("void: the text has changed")),
    ]

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    validators = models.ManyToManyField(Account, related_name="+")
    decided_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "-asked_at"]), models.Index(fields=["state", "due_at"])]
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], condition=models.Q(state="waiting"), name="approval_waits_once")
        ]

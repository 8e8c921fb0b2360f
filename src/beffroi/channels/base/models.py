from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Account(models.Model):
    """The town's account on one channel."""

    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300, blank=True)  # where people find it
    settings = models.JSONField(default=dict)
    is_default = models.BooleanField(default=True)  # proposed for every new post
    paused_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="channel_account_once")]

    def __str__(self) -> str:
        return self.name


class DeliveryQuerySet(models.QuerySet):
    def due(self, at: datetime):
        return self.filter(state=Delivery.WAITING, next_at__lte=at)

    def of(self, kind: str, id: int):
        return self.filter(subject_kind=kind, subject_id=id)


class Delivery(models.Model):
    """One publication on one account: its state, key, tries and errors are here and nowhere else."""

    WAITING, SENDING, SENT, FAILED, UNKNOWN, WITHDRAWN, STOPPED = "waiting", "sending", "sent", "failed", "unknown", "withdrawn", "stopped"
    STATES = [
        (WAITING, _("waiting")),
        (SENDING, _("being sent")),
        (SENT, _("published")),
        (FAILED, _("failed")),
        (UNKNOWN, _("uncertain")),
        (WITHDRAWN, _("withdrawn")),
        (STOPPED, _("stopped before it went out")),
    ]

    account = models.ForeignKey(Account, models.PROTECT, related_name="deliveries")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    key = models.CharField(max_length=100, unique=True)
    message = models.JSONField()  # frozen as it was approved
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=STATES, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    remote_id = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=500, blank=True)
    error = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="delivery_waiting"),
        ]

    @property
    def tone(self) -> str:
        """The tone of its state's badge (ui)."""
        return {self.SENT: "good", self.FAILED: "brick", self.UNKNOWN: "brick", self.STOPPED: "bell"}.get(self.state, "")

    @property
    def can_be_retried(self) -> bool:
        return self.state in (self.FAILED, self.STOPPED)


class DeliveryEvent(models.Model):
    """What happened to a delivery, in order; never changed."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    word = models.CharField(max_length=30)
    detail = models.TextField(blank=True)

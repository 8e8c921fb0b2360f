"""How reports leave, and the round of the day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account
from beffroi.participation.reports.models.reports import Report
from beffroi.participation.reports.models.routing import Service


class Sending(models.Model):
    """A report on its way to a service outside this desk; tried again until it is there, or somebody gives up."""

    WAITING, SENT, ACKNOWLEDGED, FAILED = "waiting", "sent", "acknowledged", "failed"
    STATES = [
        (WAITING, pgettext_lazy("reports sending", "on its way")), (SENT, pgettext_lazy("reports sending", "sent")),
        (ACKNOWLEDGED, pgettext_lazy("reports sending", "acknowledged")), (FAILED, pgettext_lazy("reports sending", "could not be sent")),
    ]  # fmt: skip

    report = models.ForeignKey(Report, models.CASCADE, related_name="sendings")
    service = models.ForeignKey(Service, models.PROTECT, related_name="sendings")
    door = models.CharField(max_length=20)  # as it was then: "email", or the kind of a forwarder
    state = models.CharField(max_length=12, choices=STATES, default=WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=400, blank=True)  # of the last failure
    remote_id = models.CharField(max_length=120, blank=True)  # its number there
    token = models.CharField(max_length=120, blank=True)  # where the number is promised for later
    created_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)  # when news were last asked for

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "service"], name="report_sending_once")]
        indexes = [
            models.Index(fields=["state", "created_at"], name="report_sending_by_state"),
            models.Index(fields=["service", "remote_id"], condition=~Q(remote_id=""), name="report_sending_remote"),
        ]


class Stop(models.Model):
    """A report on somebody's round of a day, in order."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    day = models.DateField()
    report = models.ForeignKey(Report, models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "day", "report"], name="report_stop_once")]
        ordering = ["position", "pk"]

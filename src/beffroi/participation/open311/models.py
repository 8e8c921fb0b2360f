import hashlib

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account
from beffroi.kernel.sealing import SealedField
from beffroi.participation.reports.models import Report, Sending, Service


def digest(key: str) -> str:
    """A key has 32 random bytes: one round is enough, nothing can be guessed."""
    return hashlib.sha256(f"beffroi open311 {key}".encode()).hexdigest()


class ApiKey(models.Model):
    """What an application sends with its reports. Only its digest is kept: it is shown once."""

    name = models.CharField(_("name of the application"), max_length=80, unique=True)
    contact = models.EmailField(_("e-mail address of whoever runs it"), blank=True)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)  # its beginning, so that people know which one it is
    may_answer = models.BooleanField(_("it speaks for a service: it may bring news and states"), default=False)
    is_checked_first = models.BooleanField(_("the team reads its reports before they are shown"), default=False)
    per_hour = models.PositiveIntegerField(_("reports per hour, at most"), default=60)
    used_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Held(models.Model):
    """A report that waits for the team; its token leads to the number that it will have."""

    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="held")
    token = models.CharField(max_length=40, unique=True)
    data = SealedField(default=dict)  # the report, as actions.open_report takes it; empty once it was decided
    origin = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    report = models.ForeignKey(Report, models.CASCADE, null=True, blank=True, related_name="+")  # None once decided: refused

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="open311_held_origin_once")]
        indexes = [models.Index(fields=["created_at"], condition=Q(decided_at=None), name="open311_held_waiting")]


class Attempt(models.Model):
    """A report is being handed over. While this stands, nobody knows whether it arrived: it is looked for before it is sent again."""

    sending = models.OneToOneField(Sending, models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()


class Poll(models.Model):
    """How far we have listened to another Open311."""

    WORKS, SILENT = "works", "silent"
    STATES = [(WORKS, pgettext_lazy("open311", "works")), (SILENT, pgettext_lazy("open311", "does not answer"))]

    service = models.OneToOneField(Service, models.CASCADE, related_name="+")
    heard_until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    has_updates = models.BooleanField(default=True)  # whether it knows servicerequestupdates
    state = models.CharField(max_length=10, choices=STATES, default=WORKS)
    problem = models.CharField(max_length=300, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

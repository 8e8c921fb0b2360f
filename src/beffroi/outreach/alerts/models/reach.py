from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account
from beffroi.ground.places.models import District
from beffroi.outreach.alerts.models.alerts import Release

EMAIL, SMS, PUSH = "email", "sms", "push"


class Subscription(models.Model):
    """Somebody who wants to be told: one way, one place, some topics. No account is needed."""

    WAYS = [(EMAIL, _("By e-mail")), (SMS, _("By text message")), (PUSH, _("On this device"))]
    EVERYWHERE, DISTRICTS, AROUND = "everywhere", "districts", "around"
    AREAS = [(EVERYWHERE, _("The whole commune")), (DISTRICTS, _("My district")), (AROUND, _("Around an address"))]

    way = models.CharField(max_length=8, choices=WAYS)
    address = models.CharField(max_length=1000)  # e-mail, number (E.164), or the endpoint of a browser
    keys = models.JSONField(default=dict)  # of the browser (RFC 8291)
    topics = models.JSONField(default=list)  # empty: all
    area_kind = models.CharField(max_length=10, choices=AREAS, default=EVERYWHERE)
    districts = models.ManyToManyField(District, blank=True, related_name="+")
    place = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    radius = models.PositiveIntegerField(default=1000)
    language = models.CharField(max_length=8, default="fr")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    waiting = models.JSONField(null=True, blank=True)  # changes asked for by whoever typed the address, until it is confirmed
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["way", "address"], name="subscription_once")]
        indexes = [models.Index(fields=["id"], condition=Q(confirmed_at__isnull=False), name="subscription_live")]

    @property
    def shown_address(self) -> Any:
        return _("this device") if self.way == PUSH else self.address


class SendingQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Sending.WAITING)


class Sending(models.Model):
    """One release to one subscriber by one way: once."""

    WAITING, TAKEN, SENT, FAILED, GONE, UNKNOWN = "waiting", "taken", "sent", "failed", "gone", "unknown"
    STATES = [
        (WAITING, pgettext_lazy("alerts", "waiting")),
        (TAKEN, pgettext_lazy("alerts", "being sent")),
        (SENT, pgettext_lazy("alerts", "sent")),
        (FAILED, pgettext_lazy("alerts", "failed")),
        (GONE, _("address gone")),
        (UNKNOWN, _("uncertain: interrupted while sending")),
    ]

    release = models.ForeignKey(Release, models.CASCADE, related_name="sendings")
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="sendings")
    way = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=STATES, default=WAITING)
    taken_by = models.CharField(max_length=32, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    again_at = models.DateTimeField(null=True, blank=True)  # the other side asked to come back then
    error = models.CharField(max_length=300, blank=True)

    objects = SendingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "subscription"], name="sending_once")]
        indexes = [
            models.Index(fields=["release", "way", "id"], condition=Q(state="waiting"), name="sending_waiting"),
            models.Index(fields=["taken_by"], condition=~Q(taken_by=""), name="sending_taken"),
        ]

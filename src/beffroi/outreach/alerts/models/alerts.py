from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.people.models import Account
from beffroi.ground.places.models import District
from beffroi.outreach.alerts.hazards import CERTAINTIES, CHOICES, HAZARDS, SEVERITIES, SHORT, TONES, URGENCIES, Hazard


class AlertQuerySet(models.QuerySet):
    def real(self):
        return self.filter(is_exercise=False)

    def public(self):
        return self.real().filter(state__in=[Alert.ISSUED, Alert.ENDED, Alert.CANCELLED])

    def running(self, at: datetime):
        """Issued and not over: it ends by itself at `expires`."""
        return self.filter(state=Alert.ISSUED, expires__gt=at)

    def over(self, at: datetime):
        return self.filter(state=Alert.ISSUED, expires__lte=at)


class Alert(models.Model):
    """What the commune says about one danger, from the first word to the all-clear. What was sent stands in its releases."""

    DRAFT, WAITING, ISSUED, ENDED, CANCELLED = "draft", "waiting", "issued", "ended", "cancelled"
    STATES = [
        (DRAFT, pgettext_lazy("alerts", "draft")),
        (WAITING, _("waiting for a second person")),
        (ISSUED, pgettext_lazy("alerts", "issued")),
        (ENDED, pgettext_lazy("alerts", "over")),
        (CANCELLED, pgettext_lazy("alerts", "cancelled")),
    ]
    WHOLE, DISTRICTS, AROUND, DRAWN = "whole", "districts", "around", "drawn"
    AREAS = [
        (WHOLE, _("The whole commune")),
        (DISTRICTS, _("Districts")),
        (AROUND, _("Around an address or a place")),
        (DRAWN, _("An area drawn on the map")),
    ]

    hazard = models.CharField(_("what it is about"), max_length=20, choices=CHOICES)
    state = models.CharField(max_length=10, choices=STATES, default=DRAFT)
    is_exercise = models.BooleanField(_("this is an exercise"), default=False)
    headline = models.CharField(_("headline"), max_length=120)
    happens = models.TextField(_("what happens"), max_length=1500)
    steps = models.TextField(_("what to do"), max_length=1500, blank=True)
    contact = models.CharField(_("who to call"), max_length=200, blank=True)
    language = models.CharField(max_length=8, default="fr")
    translations = models.JSONField(default=dict, blank=True)  # {"en": {"headline", "happens", "steps"}}
    severity = models.CharField(_("severity"), max_length=10, choices=SEVERITIES, default="Moderate")
    urgency = models.CharField(_("urgency"), max_length=10, choices=URGENCIES, default="Expected")
    certainty = models.CharField(_("certainty"), max_length=10, choices=CERTAINTIES, default="Observed")
    onset = models.DateTimeField(_("begins"))
    expires = models.DateTimeField(_("ends"))
    area_kind = models.CharField(_("where"), max_length=10, choices=AREAS, default=WHOLE)
    districts = models.ManyToManyField(District, blank=True, related_name="+")
    area_words = models.CharField(_("the place in words"), max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    address = models.CharField(max_length=200, blank=True)
    radius = models.PositiveIntegerField(_("radius in metres"), null=True, blank=True)
    shape = models.JSONField(null=True, blank=True)  # GeoJSON Polygon or MultiPolygon
    accounts = models.ManyToManyField(ChannelAccount, blank=True, related_name="+", verbose_name=_("also published on"))
    all_clear = models.BooleanField(_("send an all-clear when it ends by itself"), default=False)
    origin = models.CharField(max_length=100, blank=True)
    author = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    issued_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    edits = models.PositiveIntegerField(default=0)  # what a form was based on
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires__gt=F("onset")), name="alert_ends_after_its_beginning"),
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="alert_origin_once"),
        ]
        indexes = [models.Index(fields=["state", "expires"]), models.Index(fields=["-issued_at", "-id"])]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        return reverse("alerts:show", args=[self.pk])

    @property
    def sort(self) -> Hazard:
        return HAZARDS[self.hazard]

    @property
    def lines(self) -> list[str]:
        """What to do, step by step."""
        return [line.strip() for line in self.steps.splitlines() if line.strip()]

    @property
    def severity_word(self) -> Any:
        return SHORT[self.severity]

    @property
    def severity_tone(self) -> str:
        return TONES.get(self.severity, "")

    @property
    def was_cancelled(self) -> bool:
        return self.state == self.CANCELLED

    @property
    def is_waiting(self) -> bool:
        return self.state == self.WAITING

    @property
    def tone(self) -> str:
        return {self.ISSUED: "brick", self.WAITING: "bell", self.ENDED: "good"}.get(self.state, "")

    @property
    def is_serious(self) -> bool:
        return self.severity in ("Extreme", "Severe")

    @property
    def is_draft(self) -> bool:
        return self.state in (self.DRAFT, self.WAITING)

    @property
    def is_out(self) -> bool:
        return self.state == self.ISSUED


class Pending(models.Model):
    """A message about an alert that is out, waiting for its second person."""

    alert = models.OneToOneField(Alert, models.CASCADE, related_name="pending")
    kind = models.CharField(max_length=8)  # of the release that it becomes
    note = models.TextField(blank=True)
    notes = models.JSONField(default=dict)  # {language: note}
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    districts = models.JSONField(null=True)
    based_on = models.PositiveIntegerField()  # version of the alert
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()

    @property
    def label(self) -> Any:
        return dict(Release.KINDS)[self.kind]


class Release(models.Model):
    """One message as it went out, frozen: alert, update, all-clear or cancellation."""

    ALERT, UPDATE, CLEAR, CANCEL = "alert", "update", "clear", "cancel"
    KINDS = [
        (ALERT, pgettext_lazy("alerts", "Alert")),
        (UPDATE, pgettext_lazy("alerts", "Update")),
        (CLEAR, pgettext_lazy("alerts", "All-clear")),
        (CANCEL, pgettext_lazy("alerts", "Cancelled")),
    ]

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=KINDS)
    identifier = models.CharField(max_length=120, unique=True)
    references = models.TextField(blank=True)  # "sender,identifier,sent" of those before, as CAP asks
    note = models.TextField(blank=True)  # what changed, in a sentence
    content = models.JSONField()  # everything that was said, area included
    sent_at = models.DateTimeField()
    by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    spread_at = models.DateTimeField(null=True, blank=True)  # every subscriber has a sending
    post_origin = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "number"], name="release_once")]

    @property
    def is_end(self) -> bool:
        return self.kind in (self.CLEAR, self.CANCEL)


class Wording(models.Model):
    """Ready words for one hazard, approved outside any crisis, read again once a year."""

    hazard = models.CharField(max_length=20, choices=CHOICES, unique=True)
    headline = models.CharField(_("headline"), max_length=120)
    happens = models.TextField(_("what happens"), max_length=1500)
    steps = models.TextField(_("what to do"), max_length=1500, blank=True)
    contact = models.CharField(_("who to call"), max_length=200, blank=True)
    approved_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()


class Preferences(models.Model):
    """How alerts are handled here (row 1)."""

    two_persons = models.BooleanField(
        _("two persons"),
        default=False,
        help_text=_("An alert, its updates and its all-clear go out only once a second person has read them and said yes."),
    )
    threshold = models.CharField(
        _("prepare a draft from"),
        max_length=10,
        choices=SEVERITIES[:3],
        default="Severe",
        help_text=_(
            "A warning received from Météo-France, MeteoAlarm or Vigicrues prepares a draft from this severity on. It is never issued by itself."
        ),
    )
    sms_most = models.PositiveIntegerField(
        _("most text messages for one alert"),
        default=2000,
        help_text=_("Text messages cost money: beyond this number none is sent, and the desk says so."),
    )
    reminder_minutes = models.PositiveIntegerField(
        _("reminder before the end, in minutes"), default=60, help_text=_("The person who issued the alert is asked: extend or end?")
    )

    languages = models.JSONField(default=list, blank=True)  # codes, beside the first language; empty: those of the site

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="alert_preferences_are_one")]

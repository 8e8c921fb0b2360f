from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.sealing import SealedField
from beffroi.outreach.alerts.hazards import CHOICES, HAZARDS, SEVERITIES, SHORT, TONES, Hazard
from beffroi.outreach.alerts.models.alerts import Alert

STALE = timedelta(minutes=45)  # without good data for longer, nothing is known


class Source(models.Model):
    """A service that warns: what it said last, and since when nothing is known of it."""

    METEOALARM, VIGILANCE, VIGICRUES = "meteoalarm", "vigilance", "vigicrues"
    KINDS = [
        (METEOALARM, _("MeteoAlarm (weather, no key needed)")),
        (VIGILANCE, _("Météo-France Vigilance (with a key)")),
        (VIGICRUES, _("Vigicrues (floods)")),
    ]

    kind = models.CharField(_("service"), max_length=12, choices=KINDS, unique=True)
    url = models.URLField(_("address"), max_length=300)
    area = models.CharField(_("area"), max_length=200, blank=True)
    least = models.CharField(_("least severity shown"), max_length=10, choices=SEVERITIES[:4], default="Moderate")
    secret = SealedField(blank=True, default=dict)
    by_the_sea = models.BooleanField(
        _("this commune is by the sea"), default=False, help_text=_("Otherwise warnings for the coast are left out.")
    )
    is_on = models.BooleanField(_("asked every ten minutes"), default=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    good_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    @property
    def label(self) -> str:
        return {self.METEOALARM: "MeteoAlarm", self.VIGILANCE: "Météo-France Vigilance", self.VIGICRUES: "Vigicrues"}[self.kind]

    def is_known(self, at: datetime) -> bool:
        """Whether its silence means something. No data is never "all is well"."""
        return bool(self.good_at and not self.error and at - self.good_at <= STALE)

    @property
    def unknown_since(self) -> datetime | None:
        return self.good_at


class WarnedQuerySet(models.QuerySet):
    def current(self, at: datetime):
        return self.filter(gone_at=None, source__is_on=True, expires__gt=at)


class Warned(models.Model):
    """A warning of somebody else, shown as theirs."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="warnings")
    identifier = models.CharField(max_length=250)
    hazard = models.CharField(max_length=20, choices=CHOICES)
    severity = models.CharField(max_length=10, choices=SEVERITIES)
    urgency = models.CharField(max_length=10, default="Expected")
    certainty = models.CharField(max_length=10, default="Likely")
    headline = models.CharField(max_length=250)
    description = models.TextField(blank=True)
    instruction = models.TextField(blank=True)
    area = models.CharField(max_length=300, blank=True)
    onset = models.DateTimeField()
    expires = models.DateTimeField()
    url = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=8, default="fr")
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    draft = models.ForeignKey(Alert, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = WarnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "identifier"], name="warned_once")]
        indexes = [models.Index(fields=["gone_at", "expires"])]

    @property
    def sort(self) -> Hazard:
        return HAZARDS[self.hazard]

    @property
    def severity_word(self) -> Any:
        return SHORT[self.severity]

    @property
    def severity_tone(self) -> str:
        return TONES.get(self.severity, "")

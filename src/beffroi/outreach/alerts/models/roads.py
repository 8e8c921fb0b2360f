from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account
from beffroi.outreach.alerts.models.alerts import Alert


class RoadQuerySet(models.QuerySet):
    def public(self):
        return self.filter(published_at__isnull=False, withdrawn_at=None)

    def coming(self, at: datetime):
        """Now or later."""
        return self.public().filter(ends_at__gt=at)


class RoadEvent(models.Model):
    """Works or an event on a road. The words of `type`, `subtype` and `direction` are those of CIFS."""

    TYPES = [
        ("ROAD_CLOSED", _("Road closed")),
        ("CONSTRUCTION", _("Works, traffic passes")),
        ("HAZARD", _("Danger on the road")),
        ("ACCIDENT", _("Accident")),
    ]
    SUBTYPES = [
        ("ROAD_CLOSED_CONSTRUCTION", _("Closed: works")),
        ("ROAD_CLOSED_EVENT", _("Closed: event, market, race")),
        ("ROAD_CLOSED_HAZARD", _("Closed: danger")),
        ("HAZARD_ON_ROAD_CONSTRUCTION", _("Works on the carriageway")),
        ("HAZARD_ON_ROAD_LANE_CLOSED", _("One lane closed")),
        ("HAZARD_ON_ROAD_ICE", _("Ice on the road")),
        ("HAZARD_ON_ROAD_OBJECT", _("Obstacle on the road")),
        ("HAZARD_ON_ROAD_POT_HOLE", _("Damaged road")),
        ("HAZARD_ON_ROAD_TRAFFIC_LIGHT_FAULT", _("Traffic lights out of order")),
        ("HAZARD_WEATHER_FLOOD", _("Flooded road")),
        ("ACCIDENT_MAJOR", _("Serious accident")),
        ("ACCIDENT_MINOR", _("Minor accident")),
    ]
    BOTH, ONE = "BOTH_DIRECTIONS", "ONE_DIRECTION"
    DIRECTIONS = [(BOTH, _("Both directions")), (ONE, _("One direction"))]
    SIDES = [
        ("LEFT", pgettext_lazy("side", "left")),
        ("MIDDLE", pgettext_lazy("side", "middle")),
        ("RIGHT", pgettext_lazy("side", "right")),
    ]

    title = models.CharField(_("title"), max_length=120)
    type = models.CharField(_("kind of event"), max_length=20, choices=TYPES, default="ROAD_CLOSED")
    subtype = models.CharField(_("more precisely"), max_length=40, choices=SUBTYPES, blank=True)
    street = models.CharField(_("street"), max_length=200)
    line = models.JSONField()  # GeoJSON LineString
    description = models.TextField(_("what is done, and what it changes"), max_length=1500)
    detour = models.TextField(_("diversion"), max_length=1000, blank=True)
    direction = models.CharField(_("direction"), max_length=16, choices=DIRECTIONS, default=BOTH)
    closed_lanes = models.PositiveSmallIntegerField(_("lanes closed"), null=True, blank=True)
    roadside = models.CharField(_("on which side"), max_length=6, choices=SIDES, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    schedule = models.JSONField(default=dict)  # {"everyday": "08:00-17:00"} or days by their English name
    contact = models.CharField(_("who to call"), max_length=200, blank=True)
    alert = models.ForeignKey(Alert, models.SET_NULL, null=True, blank=True, related_name="roads")
    author = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = RoadQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="road_event_ends_after_its_beginning")]
        indexes = [models.Index(fields=["starts_at", "id"]), models.Index(fields=["ends_at"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("roads:show", args=[self.pk])

    @property
    def middle(self) -> tuple[float, float]:
        """The point of the line that a mark stands on."""
        longitude, latitude = self.line["coordinates"][len(self.line["coordinates"]) // 2][:2]
        return longitude, latitude

    @property
    def is_public(self) -> bool:
        return bool(self.published_at and not self.withdrawn_at)

"""A report, its pictures, and what is said of it."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.places.models import District
from beffroi.kernel.sealing import SealedField
from beffroi.kernel.subjects import Subject
from beffroi.participation.reports import states
from beffroi.participation.reports.models.routing import KINDS, PROBLEM, SUGGESTION, Category, Service
from beffroi.participation.spaces.models import Component

LISTED = Q(in_list=True)
_ON_EARTH = Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90)


class ReportQuerySet(models.QuerySet):
    def listed(self):
        """What lists and maps show: neither hidden, private, taken back nor the double of another; of public spaces."""
        return self.filter(in_list=True).filter(
            Q(component=None) | Q(component__published_at__isnull=False, component__process__published_at__isnull=False)
        )

    def open(self):
        """Somebody still waits."""
        return self.filter(state__in=states.OPEN_STATES)

    def there(self):
        """For the team: all but what moderation hid or its author took back."""
        return self.filter(hidden_at=None, withdrawn_at=None)


class Report(models.Model):
    """Something seen at a place: a problem to repair, or a suggestion."""

    LOW, NORMAL, HIGH = 0, 1, 2
    PRIORITIES = [
        (HIGH, pgettext_lazy("reports", "urgent")), (NORMAL, pgettext_lazy("reports", "usual")), (LOW, pgettext_lazy("reports", "can wait")),
    ]  # fmt: skip

    kind = models.CharField(max_length=12, choices=KINDS, default=PROBLEM)
    component = models.ForeignKey(Component, models.CASCADE, null=True, blank=True, related_name="reports")
    category = models.ForeignKey(Category, models.PROTECT, related_name="reports")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="reports")  # agency_responsible
    voice = models.ForeignKey(Voice, models.PROTECT, null=True, blank=True, related_name="reports")  # None: came without a person
    shows_name = models.BooleanField(default=False)
    reporter = SealedField(default=dict, blank=True)  # email, phone, first_name, last_name, device_id, account_id: never shown
    title = models.CharField(pgettext_lazy("reports", "title"), max_length=120)
    text = models.TextField(_("what one sees"), max_length=4000, blank=True)
    first_text = models.TextField(blank=True)  # as it was sent, once the team changed it
    language = models.CharField(max_length=8, default="fr")
    answers = models.JSONField(default=dict, blank=True)  # {code of the attribute: value, or a list of values}
    longitude = models.FloatField()
    latitude = models.FloatField()
    geometry = models.JSONField(null=True, blank=True)  # GeoJSON of a line or an area; the point above is then its middle
    place = models.CharField(_("place"), max_length=200, blank=True)
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, related_name="+")

    state = models.CharField(max_length=16, choices=states.CHOICES, default=states.RECEIVED)
    note = models.TextField(blank=True, max_length=4000)  # status_notes: the last word of the team, in public
    duplicate_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="duplicates")
    priority = models.PositiveSmallIntegerField(choices=PRIORITIES, default=NORMAL)
    assignee = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()  # requested_datetime
    updated_at = models.DateTimeField()
    expected_at = models.DateTimeField(null=True, blank=True)  # expected_datetime
    answered_at = models.DateTimeField(null=True, blank=True)  # the first word or state of the team
    ended_at = models.DateTimeField(null=True, blank=True)  # repaired or closed; None again when reopened
    ask_at = models.DateTimeField(null=True, blank=True)  # when its author is asked whether it is repaired
    is_private = models.BooleanField(default=False)
    in_list = models.BooleanField(default=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    supports_count = models.PositiveIntegerField(default=0)  # "me too"
    follows_count = models.PositiveIntegerField(default=0)
    messages_count = models.PositiveIntegerField(default=0)
    updates_count = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=200, blank=True)  # idempotency key of what it came by
    origin_channel = models.CharField(max_length=30, blank=True)
    origin_address = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="report_origin_once"),
            models.CheckConstraint(condition=_ON_EARTH, name="report_on_earth"),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], condition=LISTED, name="report_by_date"),
            models.Index(fields=["-updated_at", "-id"], condition=LISTED, name="report_by_update"),
            models.Index(fields=["category", "-opened_at", "-id"], condition=LISTED, name="report_of_category"),
            models.Index(fields=["state", "-opened_at", "-id"], condition=LISTED, name="report_by_state"),
            models.Index(fields=["latitude", "longitude"], name="report_by_point"),
            models.Index(fields=["service", "state", "-opened_at"], name="report_of_service"),
            models.Index(fields=["component", "-opened_at", "-id"], condition=LISTED, name="report_of_component"),
            models.Index(fields=["voice", "-opened_at"], name="report_of_voice"),
            models.Index(fields=["ask_at"], condition=Q(ask_at__isnull=False), name="report_to_ask"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> Subject:
        return Subject("report", self.pk)

    @property
    def public_id(self) -> str:
        """What people quote on the telephone, and machines as service_request_id."""
        return str(self.pk)

    @property
    def is_suggestion(self) -> bool:
        return self.kind == SUGGESTION

    @property
    def status(self) -> states.State:
        return states.STATES[self.state]

    @property
    def is_open(self) -> bool:
        return self.status.is_open

    @property
    def state_said(self) -> str:
        return self.status.said(self.kind)

    def is_late(self, at: datetime) -> bool:
        return self.is_open and self.expected_at is not None and self.expected_at < at


class Update(models.Model):
    """Something said of a report, by the team or by people; perhaps with a new state. Never changed, only hidden."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="updates")
    text = models.TextField(pgettext_lazy("reports", "text"), max_length=4000, blank=True)
    state = models.CharField(max_length=16, choices=states.CHOICES, blank=True)  # the state that it brought
    voice = models.ForeignKey(Voice, models.PROTECT, null=True, blank=True, related_name="+")
    shows_name = models.BooleanField(default=False)
    by = models.CharField(max_length=120, blank=True)  # in whose name: the service that speaks
    reporter = SealedField(default=dict, blank=True)  # who sent it through a machine: email, first_name, last_name
    is_official = models.BooleanField(default=False)
    is_private = models.BooleanField(default=False)  # a note among the team
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    origin = models.CharField(max_length=200, blank=True)
    origin_channel = models.CharField(max_length=30, blank=True)
    external_status = models.CharField(max_length=60, blank=True)  # external_status_code

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="report_update_origin_once")]
        indexes = [
            models.Index(fields=["report", "at", "id"], name="report_update_in_order"),
            models.Index(fields=["at", "id"], name="report_update_by_date"),
        ]

    @property
    def subject(self) -> Subject:
        return Subject("report_update", self.pk)

    @property
    def is_public(self) -> bool:
        return not self.is_private and self.hidden_at is None


class Photo(models.Model):
    """A picture of a report, or of an update."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="photos")
    told_in = models.ForeignKey(Update, models.CASCADE, null=True, blank=True, related_name="photos")
    image = models.ForeignKey(Image, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    hidden_at = models.DateTimeField(null=True, blank=True)  # taken out of sight alone, by the team

    class Meta:
        ordering = ["position", "pk"]

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account


class Process(models.Model):
    """A participation process: a question put to the town, with phases and components."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=120)
    question = models.CharField(_("what is asked, in one sentence"), max_length=250)
    summary = models.TextField(_("in short"), max_length=600, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    who_decides = models.CharField(max_length=300, blank=True)
    what_can_change = models.TextField(blank=True)
    who_may_take_part = models.CharField(max_length=300, blank=True)
    how_binding = models.TextField(blank=True)
    outcome = models.TextField(_("what has become of it"), blank=True)
    contact = models.CharField(max_length=200, blank=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    drawing = models.CharField(max_length=60, blank=True)  # one of ui's own drawings, where there is no picture
    area = models.JSONField(null=True, blank=True)  # GeoJSON geometry
    published_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    follows_count = models.PositiveIntegerField(default=0)
    contributions_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)


class PhaseQuerySet(models.QuerySet):
    def open(self, at: datetime):
        return self.filter(Q(starts_at__lte=at), Q(ends_at__gt=at) | Q(ends_at=None))


class Phase(models.Model):
    """A stretch of time of a process. Open when starts_at <= at < ends_at; only the last may lack an end."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="phases")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=100)
    summary = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    opening_told_at = models.DateTimeField(null=True, blank=True)
    closing_told_at = models.DateTimeField(null=True, blank=True)

    objects = PhaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="phase_ends_after_start"),
            models.UniqueConstraint(fields=["process", "position"], name="phase_position_once"),
        ]

    def is_open(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


class Component(models.Model):
    """A part of a process: proposals, a debate, documents… The type is in `spaces.types.component_types`."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="components")
    kind = models.CharField(max_length=30)
    title = models.CharField(_("title"), max_length=100)
    intro = models.CharField(max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    settings = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)


class Opening(models.Model):
    """A verb of a component is open during a phase."""

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="openings")
    component = models.ForeignKey(Component, models.CASCADE, related_name="openings")
    verb = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phase", "component", "verb"], name="opening_once")]


class TeamMember(models.Model):
    """A role held by an account in one process."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="team")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    role = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["process", "account", "role"], name="team_member_once")]

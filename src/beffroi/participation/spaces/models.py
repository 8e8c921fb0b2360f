from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account, Voice

PROCESS, GROUP = "process", "group"


class ProcessQuerySet(models.QuerySet):
    def public(self):
        """Processes that everybody may read; groups have lists of their own."""
        return self.filter(kind=PROCESS).exclude(published_at=None)

    def readable(self):
        """Processes and groups that everybody may read."""
        return self.exclude(published_at=None)


class Process(models.Model):
    """A space: a participation process (a question put to the town, with phases) or a group (people, without phases).

    `published_at` says that everybody may read it and all that is in it. A group that only its members read has none: it lives
    from `opened_at` on.
    """

    KINDS = [(PROCESS, _("process")), (GROUP, _("group"))]

    kind = models.CharField(max_length=10, choices=KINDS, default=PROCESS)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=120)
    question = models.CharField(_("what is asked, in one sentence"), max_length=250)
    summary = models.TextField(_("in short"), max_length=600, blank=True)
    text = models.TextField(_("the whole story"), blank=True)
    html = models.TextField(blank=True)
    who_decides = models.CharField(_("who decides"), max_length=300, blank=True)
    what_can_change = models.TextField(_("what can change, and what cannot"), max_length=1000, blank=True)
    who_may_take_part = models.CharField(_("who may take part"), max_length=300, blank=True)
    how_binding = models.TextField(_("what the town commits to"), max_length=1000, blank=True)
    outcome = models.TextField(_("what has become of it"), max_length=2000, blank=True)
    contact = models.CharField(_("whom to ask"), max_length=200, blank=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    drawing = models.CharField(max_length=60, blank=True)  # one of ui's own drawings, where there is no picture
    area = models.JSONField(null=True, blank=True)  # GeoJSON geometry
    place = models.CharField(_("place"), max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    recipe = models.CharField(max_length=40, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)  # of a group: it lives, whoever may read it
    archived_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)  # of the first phase, kept by the actions, for lists
    ends_at = models.DateTimeField(null=True, blank=True)  # of the last phase; None: no end
    follows_count = models.PositiveIntegerField(default=0)
    contributions_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)  # every write: what cards are kept under
    edits = models.PositiveIntegerField(default=0)  # what the team wrote: what stale edits are found by
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProcessQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["published_at", "ends_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def is_group(self) -> bool:
        return self.kind == GROUP

    @property
    def is_live(self) -> bool:
        """Those who may read it can use it: published, or a group that has begun."""
        return self.published_at is not None or self.opened_at is not None

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class PhaseQuerySet(models.QuerySet):
    def open(self, at: datetime):
        return self.filter(Q(starts_at__lte=at), Q(ends_at__gt=at) | Q(ends_at=None))


class Phase(models.Model):
    """A stretch of time of a process. Open when starts_at <= at < ends_at; only the last may lack an end."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="phases")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=100)
    summary = models.CharField(_("what one does in it"), max_length=300, blank=True)
    result = models.TextField(_("what came out of it"), max_length=2000, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    opening_told_at = models.DateTimeField(null=True, blank=True)
    closing_told_at = models.DateTimeField(null=True, blank=True)

    objects = PhaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="phase_ends_after_start"),
            models.UniqueConstraint(fields=["process", "position"], name="phase_position_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


class Component(models.Model):
    """A part of a process: proposals, a debate, documents… The type is in `spaces.types.component_types`."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="components")
    kind = models.CharField(max_length=30)
    title = models.CharField(_("title"), max_length=100)
    intro = models.CharField(_("one sentence about it"), max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    settings = models.JSONField(default=dict, blank=True)
    requirements = models.JSONField(default=dict, blank=True)  # verb → what it asks of a person (ground.verification)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    edits = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["process", "position"])]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.published_at is not None


class Opening(models.Model):
    """A verb of a component is open during a phase; in a group, which has none, always."""

    phase = models.ForeignKey(Phase, models.CASCADE, null=True, blank=True, related_name="openings")
    component = models.ForeignKey(Component, models.CASCADE, related_name="openings")
    verb = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phase", "component", "verb"], name="opening_once"),
            models.UniqueConstraint(fields=["component", "verb"], condition=Q(phase=None), name="opening_always_once"),
        ]


class TeamMember(models.Model):
    """A role held by an account in one process: the rights of that role, there only."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="team")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    role = models.CharField(max_length=20)
    is_shown = models.BooleanField(default=True)  # named on the public page

    class Meta:
        constraints = [models.UniqueConstraint(fields=["process", "account", "role"], name="team_member_once")]


class Happening(models.Model):
    """Something that happened in a process, for its timeline. Phases are not stored: their dates say it."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="happenings")
    at = models.DateTimeField()
    title = models.CharField(_("what happened"), max_length=200)
    text = models.TextField(_("more about it"), max_length=2000, blank=True)
    url = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="happening_origin_once")]
        indexes = [models.Index(fields=["process", "-at"])]


class Revision(models.Model):
    """One edit by the team: each field before and after. Kept for the history, and to merge stale edits."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="revisions")
    subject_kind = models.CharField(max_length=40)  # "process", "component", or a thing of a component
    subject_id = models.BigIntegerField()
    number = models.PositiveIntegerField()  # `edits` of the row after this edit
    changes = models.JSONField()  # {field: [before, after]}
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["process", "-at"])]
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id", "number"], name="revision_number_once")]

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.places.models import District
from beffroi.participation.spaces.models import Component

LISTED = Q(in_list=True)
NO, MAY, MUST = "no", "may", "must"
ASKED = [
    (NO, pgettext_lazy("missions", "not asked")),
    (MAY, pgettext_lazy("missions", "may be given")),
    (MUST, pgettext_lazy("missions", "must be given")),
]
CC_BY, CC_BY_SA, CC0, ETALAB = "CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "etalab-2.0"
LICENCES = [
    (CC_BY, _("CC BY: anybody may use it, and must name the author")),
    (CC_BY_SA, _("CC BY-SA: the same, and what is made of it stays as free")),
    (ETALAB, _("Licence Ouverte 2.0: anybody may use it, and must name the source")),
    (CC0, _("CC0: anybody may use it, without naming anybody")),
]
LICENCE_URLS = {
    CC_BY: "https://creativecommons.org/licenses/by/4.0/deed.fr",
    CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/deed.fr",
    ETALAB: "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    CC0: "https://creativecommons.org/publicdomain/zero/1.0/deed.fr",
}


class MissionQuerySet(models.QuerySet):
    def shown(self):
        """What the public sees: published missions of public components."""
        return self.filter(
            published_at__isnull=False, component__published_at__isnull=False, component__process__published_at__isnull=False
        )


class Mission(models.Model):
    """A call of the town or of a group: what is looked for, and how to help."""

    PHOTO, OBSERVATION, MEMORY, TESTIMONY, DATA, VOLUNTEER = "photo", "observation", "memory", "testimony", "data", "volunteer"
    KINDS = [
        (PHOTO, pgettext_lazy("missions", "Photos")),
        (OBSERVATION, pgettext_lazy("missions", "Observations")),
        (MEMORY, pgettext_lazy("missions", "Memories")),
        (TESTIMONY, pgettext_lazy("missions", "Testimonies")),
        (DATA, pgettext_lazy("missions", "Measures and counts")),
        (VOLUNTEER, pgettext_lazy("missions", "Volunteers")),
    ]
    DAY, PERIOD = "day", "period"
    WHEN = [(NO, pgettext_lazy("missions", "not asked")), (DAY, _("the day")), (PERIOD, _("a period, in words (“around 1965”)"))]

    component = models.ForeignKey(Component, models.CASCADE, related_name="missions")
    kind = models.CharField(_("kind of mission"), max_length=12, choices=KINDS, default=PHOTO)
    title = models.CharField(pgettext_lazy("missions", "title"), max_length=120)
    summary = models.CharField(_("what is looked for, in one sentence"), max_length=300)
    text = models.TextField(_("why, and what will be made of it"), max_length=5000, blank=True)
    html = models.TextField(blank=True)
    advice = models.TextField(_("advice, shown above the form"), max_length=1500, blank=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    asks_text = models.CharField(_("Text"), max_length=4, choices=ASKED, default=MAY)
    asks_picture = models.CharField(_("Photo or drawing"), max_length=4, choices=ASKED, default=MAY)
    asks_place = models.CharField(_("Place on the map"), max_length=4, choices=ASKED, default=MAY)
    asks_when = models.CharField(_("Date"), max_length=6, choices=WHEN, default=NO)
    licence = models.CharField(_("licence of what is sent"), max_length=14, choices=LICENCES, default=CC_BY)
    most_each = models.PositiveSmallIntegerField(_("contributions per person, at most"), default=0)
    keep_days = models.PositiveSmallIntegerField(_("days during which contact details of volunteers are kept"), default=30)
    ends_at = models.DateTimeField(_("ends on"), null=True, blank=True)
    ending_told_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    accepted_count = models.PositiveIntegerField(default=0)
    waiting_count = models.PositiveIntegerField(default=0)
    volunteers_count = models.PositiveIntegerField(default=0)
    minutes_given = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    edits = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    objects = MissionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["component", "-published_at"], name="mission_of_component")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def is_for_volunteers(self) -> bool:
        return self.kind == self.VOLUNTEER

    def is_over(self, at: datetime) -> bool:
        return self.closed_at is not None or (self.ends_at is not None and self.ends_at <= at)


class Field(models.Model):
    """One thing that a contribution is asked beyond its text, picture and place."""

    TEXT, LONG, NUMBER, CHOICE, DATE = "text", "long", "number", "choice", "date"
    KINDS = [
        (TEXT, _("a few words")),
        (LONG, _("a longer text")),
        (NUMBER, _("a number")),
        (CHOICE, _("one of a list")),
        (DATE, pgettext_lazy("missions", "a date")),
    ]

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="fields")
    key = models.SlugField(max_length=40)  # its column in files; never changes
    label = models.CharField(_("what is asked"), max_length=100)
    help = models.CharField(_("how to answer"), max_length=200, blank=True)
    kind = models.CharField(_("kind of answer"), max_length=8, choices=KINDS, default=TEXT)
    options = models.JSONField(default=list, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    least = models.FloatField(_("at least"), null=True, blank=True)
    most = models.FloatField(_("at most"), null=True, blank=True)
    is_required = models.BooleanField(_("an answer is needed"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "key"], name="mission_field_key_once")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class Contribution(models.Model):
    """What somebody sent to a mission: it is shown once the team has accepted it."""

    WAITING, CHANGE, ACCEPTED, REFUSED, WITHDRAWN = "waiting", "change", "accepted", "refused", "withdrawn"
    STATES = [
        (WAITING, pgettext_lazy("missions", "To be read")),
        (CHANGE, pgettext_lazy("missions", "A change was asked")),
        (ACCEPTED, pgettext_lazy("missions", "Accepted")),
        (REFUSED, pgettext_lazy("missions", "Refused")),
        (WITHDRAWN, pgettext_lazy("missions", "Taken back")),
    ]
    TONES = {WAITING: "bell", CHANGE: "bell", ACCEPTED: "good", REFUSED: "brick", WITHDRAWN: ""}
    NOBODY, ADULTS, CHILDREN, UNASKED = "nobody", "adults", "children", "unasked"
    PEOPLE = [
        (NOBODY, _("Nobody can be recognised")),
        (ADULTS, _("Adults can be recognised, and they agreed")),
        (CHILDREN, _("Children can be recognised, and their parents agreed")),
        (UNASKED, _("Somebody can be recognised who was not asked")),
    ]

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="contributions")
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="mission_contributions")
    is_named = models.BooleanField(default=True)
    title = models.CharField(pgettext_lazy("missions", "title"), max_length=120)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    excerpt = models.CharField(max_length=300, blank=True)
    answers = models.JSONField(default=dict, blank=True)  # {key of the field: value}
    happened_on = models.DateField(null=True, blank=True)
    period = models.CharField(max_length=80, blank=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    people = models.CharField(max_length=8, choices=PEOPLE, blank=True)
    place = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, related_name="+")
    licence = models.CharField(max_length=14, choices=LICENCES, default=CC_BY)
    agreed_at = models.DateTimeField()  # to the licence, by the author
    state = models.CharField(max_length=9, choices=STATES, default=WAITING)
    reason = models.CharField(max_length=500, blank=True)
    decisions = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)
    in_list = models.BooleanField(default=False)
    shown_at = models.DateTimeField(null=True, blank=True)  # when it was first accepted: the order of the gallery
    supports_count = models.IntegerField(default=0)
    origin_channel = models.CharField(max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(in_list=False) | Q(shown_at__isnull=False), name="contribution_listed_is_dated"),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None) | Q(longitude__isnull=False, latitude__isnull=False),
                name="contribution_whole_point",
            ),
        ]
        indexes = [
            models.Index(fields=["mission", "-shown_at", "-id"], condition=LISTED, name="contribution_gallery"),
            models.Index(fields=["mission", "-supports_count", "-id"], condition=LISTED, name="contribution_liked"),
            models.Index(fields=["mission", "created_at"], condition=Q(state="waiting"), name="contribution_to_read"),
            models.Index(fields=["mission", "-created_at", "-id"], name="contribution_sent"),
            models.Index(fields=["-shown_at"], condition=Q(in_list=True, longitude__isnull=False), name="contribution_on_map"),
            models.Index(fields=["voice", "-created_at"], name="contribution_of_voice"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        return self.TONES[self.state]

    @property
    def is_written_down(self) -> bool:
        """Entered by the team for a person at the counter."""
        return bool(self.origin_channel)


class Story(models.Model):
    """Contributions that became the draft of a story of the territory, kept elsewhere (`types.story_makers`)."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="stories")
    contributions = models.ManyToManyField(Contribution, related_name="stories")
    title = models.CharField(max_length=160)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    edit_url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()


class Task(models.Model):
    """Something to do together, somewhere, at some hour."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="tasks")
    title = models.CharField(_("what there is to do"), max_length=120)
    text = models.TextField(_("what to bring, how it goes, who is there"), max_length=1500, blank=True)
    place = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    accessibility = models.CharField(_("accessibility of the place"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    capacity = models.PositiveIntegerField(_("places, at most"), default=0)  # 0: as many as come
    taken = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="task_ends_after_start"),
            models.CheckConstraint(condition=Q(capacity=0) | Q(taken__lte=F("capacity")), name="task_not_overfull"),
        ]
        indexes = [models.Index(fields=["mission", "starts_at"], name="task_of_mission")]
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_full(self) -> bool:
        return self.capacity > 0 and self.taken >= self.capacity

    @property
    def left(self) -> int:
        return max(self.capacity - self.taken, 0)


class Signup(models.Model):
    """A volunteer registered for a task. How to reach her is seen by the team of the mission only, and forgotten in time."""

    IN, WAITING, LEFT = "in", "waiting", "left"
    STATES = [(IN, _("registered")), (WAITING, _("on the waiting list")), (LEFT, pgettext_lazy("missions", "no longer coming"))]

    task = models.ForeignKey(Task, models.CASCADE, related_name="signups")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=7, choices=STATES, default=IN)
    steps = models.PositiveSmallIntegerField(default=0)
    has_come = models.BooleanField(null=True, blank=True)
    minutes = models.PositiveIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "account"], name="signup_once")]
        indexes = [
            models.Index(fields=["task", "state", "created_at"], name="signup_of_task"),
            models.Index(fields=["account"], name="signup_of_account"),
        ]

    @property
    def reach(self) -> dict[str, Any]:
        """Name, telephone and address, or nothing once they are forgotten."""
        if self.forgotten_at:
            return {"name": "", "phone": "", "email": ""}
        return {"name": self.name, "phone": self.phone, "email": self.account.email if self.account else ""}

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account
from beffroi.kernel.sealing import SealedField
from beffroi.kernel.subjects import Subject
from beffroi.participation.panels import states
from beffroi.participation.spaces.models import Component

MAXIMIN, LEXIMIN, STRATIFIED = "maximin", "leximin", "stratified"  # as engines.lottery says them, which is only loaded where one draws


class PanelQuerySet(models.QuerySet["Panel"]):
    def shown(self) -> "PanelQuerySet":
        """Those that everybody reads."""
        return self.filter(component__published_at__isnull=False, component__process__published_at__isnull=False)


class Panel(models.Model):
    """One panel: why it meets, how many people, how it is drawn. Its letters, candidates and seats hang on it."""

    METHODS = [
        (MAXIMIN, pgettext_lazy("panel", "Fair lottery: the smallest chance is made as great as possible")),
        (LEXIMIN, pgettext_lazy("panel", "Fairest lottery: then the next smallest chance, and so on")),
        (STRATIFIED, pgettext_lazy("panel", "Simple draw: one person after the other, the scarcest first")),
    ]

    component = models.OneToOneField(Component, models.CASCADE, related_name="panel")
    mandate = models.TextField(_("what the panel is asked"), max_length=5000, blank=True)
    html = models.TextField(blank=True)
    fate = models.TextField(_("what becomes of its opinion"), max_length=2000, blank=True)
    meets = models.TextField(_("when and where it meets"), max_length=1000, blank=True)
    allowance = models.CharField(_("what is paid, and what is refunded"), max_length=500, blank=True)
    who = models.CharField(_("who may be drawn"), max_length=300, blank=True)
    source = models.CharField(_("where the figures of the population come from"), max_length=200, blank=True)
    size = models.PositiveSmallIntegerField(_("how many people are drawn"), default=30)
    method = models.CharField(_("how they are drawn"), max_length=10, choices=METHODS, default=MAXIMIN)
    takes_volunteers = models.BooleanField(_("whoever has no letter may sign up too"), default=False)
    one_a_home = models.BooleanField(_("at most one person of each postal address"), default=True)
    answer_days = models.PositiveSmallIntegerField(_("days to accept, once drawn"), default=10)
    ends_on = models.DateField(_("last day of the panel"), null=True, blank=True)
    keep_days = models.PositiveSmallIntegerField(_("days after which everything personal is erased"), default=60)

    state = models.CharField(max_length=10, choices=states.CHOICES, default=states.OPEN)
    trouble = models.JSONField(default=list, blank=True)  # why no draw could be prepared: what the engine advises
    letters_count = models.PositiveIntegerField(default=0)
    declined_count = models.PositiveIntegerField(default=0)
    candidates_count = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)  # the pool
    published_at = models.DateTimeField(null=True, blank=True)  # the panels
    throw_at = models.DateTimeField(_("the dice are thrown on"), null=True, blank=True)
    throw_place = models.CharField(_("where"), max_length=200, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    dice = models.CharField(max_length=3, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    figures = models.JSONField(default=dict, blank=True)  # what the public page says of the draw: no person is in it
    purge_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)
    follows_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = PanelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state__in=["drawn"]) | Q(drawn_at__isnull=False), name="panel_drawn_is_dated"),
            models.CheckConstraint(condition=~Q(state__in=["published"]) | ~Q(fingerprint=""), name="panel_published_is_fixed"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="panel_by_date"),
            models.Index(fields=["purge_at"], condition=Q(purged_at=None), name="panel_to_purge"),
        ]

    def __str__(self) -> str:
        return self.component.title

    @property
    def subject(self) -> Subject:
        return Subject("panel", self.pk)

    @property
    def is_frozen(self) -> bool:
        return self.state in states.FROZEN


class Feature(models.Model):
    """Something that the panel must mirror: age, gender, part of the town. Everybody may prefer not to say."""

    UNSAID = "-"

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="features")
    key = models.CharField(max_length=20)
    question = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "key"], name="panel_feature_once")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.question


class Value(models.Model):
    """One answer, its share of the population, and how many of the panel must have given it."""

    feature = models.ForeignKey(Feature, models.CASCADE, related_name="values")
    key = models.CharField(max_length=20)
    label = models.CharField(max_length=80)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)  # percent of the population
    least = models.PositiveSmallIntegerField(default=0)
    most = models.PositiveSmallIntegerField(default=0)
    pool_count = models.PositiveIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feature", "key"], name="panel_value_once"),
            models.CheckConstraint(condition=Q(least__lte=F("most")), name="panel_quota_in_order"),
        ]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class Wave(models.Model):
    """A first draw: letters to addresses drawn by lot from a list. The list itself is not kept, only its fingerprint."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="waves")
    source = models.CharField(max_length=200)
    lines_count = models.PositiveIntegerField()
    drawn_count = models.PositiveIntegerField()
    list_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class Invitation(models.Model):
    """A letter. To whom it goes and its code are sealed; the code is found by a keyed hash."""

    WAITING, YES, NO = "waiting", "yes", "no"
    STATES = [
        (WAITING, pgettext_lazy("letter of a panel", "No answer yet")),
        (YES, pgettext_lazy("letter of a panel", "Signed up")),
        (NO, pgettext_lazy("letter of a panel", "Declined")),
    ]

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="invitations")
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="invitations")
    number = models.PositiveIntegerField()  # in the order of printing
    line_key = models.CharField(max_length=64)  # the same address is not written to twice
    code_key = models.CharField(max_length=64, unique=True)
    letter = SealedField(blank=True, default=dict)  # {"name", "address", "code"}
    state = models.CharField(max_length=8, choices=STATES, default=WAITING)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "number"], name="panel_letter_number_once"),
            models.UniqueConstraint(fields=["panel", "line_key"], name="panel_letter_line_once"),
        ]
        indexes = [models.Index(fields=["wave", "number"])]


class Candidate(models.Model):
    """Somebody who agreed to be drawn. Public pages know only `pseudonym`; the rest is sealed, and erased after the end."""

    ONLINE, PHONE, PAPER = "online", "phone", "paper"
    WAYS = [
        (ONLINE, pgettext_lazy("panel", "Online")),
        (PHONE, pgettext_lazy("panel", "By telephone")),
        (PAPER, pgettext_lazy("panel", "On paper")),
    ]

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="candidates")
    invitation = models.OneToOneField(Invitation, models.SET_NULL, null=True, blank=True, related_name="candidate")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")  # volunteers only
    pseudonym = models.CharField(max_length=10)
    code_key = models.CharField(max_length=64, unique=True)  # her own page
    contact = SealedField(blank=True, default=dict)  # {"name", "email", "phone", "address", "code"}
    answers = SealedField(blank=True, default=dict)  # {key of the feature: key of the value}
    needs = SealedField(blank=True, default=dict)  # {"kinds": […], "words": ""}
    way = models.CharField(max_length=6, choices=WAYS, default=ONLINE)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "pseudonym"], name="panel_pseudonym_once"),
            models.UniqueConstraint(fields=["panel", "account"], name="panel_candidate_once"),
        ]
        indexes = [models.Index(fields=["account"], name="panel_candidate_account")]


class Lottery(models.Model):
    """The files of a draw, in full: what `engines.lottery` read and what it wrote."""

    panel = models.OneToOneField(Panel, models.CASCADE, related_name="lottery")
    quotas = models.TextField()
    people = SealedField(blank=True, default=dict)  # {"csv": pseudonyms with their answers}: erased with the candidates
    result = models.TextField()


class Seat(models.Model):
    """One place of the panel and who was drawn for it, one row for each person who was asked."""

    ASKED, ACCEPTED, DECLINED, SILENT, LEFT = "asked", "accepted", "declined", "silent", "left"
    STATES = [
        (ASKED, pgettext_lazy("seat of a panel", "Asked")),
        (ACCEPTED, pgettext_lazy("seat of a panel", "Comes")),
        (DECLINED, pgettext_lazy("seat of a panel", "Declined")),
        (SILENT, pgettext_lazy("seat of a panel", "No answer")),
        (LEFT, pgettext_lazy("seat of a panel", "Left")),
    ]
    TONES = {ASKED: "bell", ACCEPTED: "good", DECLINED: "", SILENT: "", LEFT: ""}
    HERE = (ASKED, ACCEPTED)

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="seats")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()  # of the place, from 1; shuffled, so that it says nothing
    replaces = models.OneToOneField("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by")
    same_kind = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=STATES, default=ASKED)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidate"], name="panel_drawn_once"),
            models.UniqueConstraint(fields=["panel", "number"], condition=Q(state__in=["asked", "accepted"]), name="panel_seat_once"),
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="panel_seat_by_day")]
        ordering = ["number", "pk"]

    @property
    def tone(self) -> str:
        return self.TONES[self.state]

    def is_late(self, at: datetime) -> bool:
        return self.state == self.ASKED and self.answer_by < at


def said_of(values: dict[str, Any], features: list[Feature]) -> list[tuple[str, str]]:
    """Answers in words: (question, answer); what was not said has none."""
    found = []
    for feature in features:
        labels = {value.key: value.label for value in feature.values.all()}
        found.append((feature.question, labels.get(values.get(feature.key, ""), "")))
    return found

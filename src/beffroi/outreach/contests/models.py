from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.models import Heard
from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Voice
from beffroi.kernel.sealing import SealedField
from beffroi.kernel.subjects import Subject


class ContestQuerySet(models.QuerySet):
    def public(self):
        return self.exclude(published_at=None)

    def open(self, at: datetime):
        return self.filter(state=Contest.PUBLISHED, opens_at__lte=at, closes_at__gt=at)

    def to_decide(self, at: datetime):
        return self.filter(state=Contest.PUBLISHED, closes_at__lte=at)

    def to_forget(self, at: datetime):
        """Whose time of keeping is over: counted from the result, or from the day it was cancelled."""
        return self.filter(forget_at__lte=at, forgotten_at=None)


class Contest(models.Model):
    """A game of the town. From its publication on nothing of it changes: its rules are what everybody agreed to."""

    PHOTO, QUIZ, DRAW = "photo", "quiz", "draw"
    KINDS = [
        (PHOTO, pgettext_lazy("contests", "Photo contest")),
        (QUIZ, pgettext_lazy("contests", "Quiz: the winners are drawn among the right answers")),
        (DRAW, pgettext_lazy("contests", "Draw: the winners are drawn among all who take part")),
    ]
    DRAFT, PUBLISHED, DECIDED, CANCELLED = "draft", "published", "decided", "cancelled"
    STATES = [
        (DRAFT, pgettext_lazy("contests", "draft")),
        (PUBLISHED, pgettext_lazy("contests", "published")),
        (DECIDED, pgettext_lazy("contests", "decided")),
        (CANCELLED, pgettext_lazy("contests", "cancelled")),
    ]

    kind = models.CharField(pgettext_lazy("contests", "kind"), max_length=10, choices=KINDS, default=DRAW)
    title = models.CharField(pgettext_lazy("contests", "title"), max_length=150)
    slug = models.SlugField(max_length=60, unique=True)
    text = models.TextField(_("what it is about"), max_length=5000)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    prizes = models.TextField(pgettext_lazy("contests", "prizes"), max_length=2000)
    winners = models.PositiveSmallIntegerField(_("number of winners"), default=1)
    min_age = models.PositiveSmallIntegerField(_("from which age"), null=True, blank=True)
    residents_only = models.BooleanField(_("for inhabitants only"), default=False)
    opens_at = models.DateTimeField(_("opens on"))
    closes_at = models.DateTimeField(_("closes on"))
    tag = models.CharField(pgettext_lazy("contests", "tag"), max_length=60, blank=True)
    question = models.CharField(pgettext_lazy("contests", "question"), max_length=300, blank=True)
    options = models.JSONField(default=list, blank=True)
    right = models.PositiveSmallIntegerField(null=True, blank=True)  # index in options
    jury = models.CharField(pgettext_lazy("contests", "jury"), max_length=300, blank=True)  # a photo contest without one is drawn
    chance_source = models.CharField(_("chance from outside"), max_length=200, blank=True)
    more_rules = models.TextField(pgettext_lazy("contests", "further rules"), max_length=5000, blank=True)
    keeps_days = models.PositiveSmallIntegerField(_("days before the data of those who took part are erased"), default=60)
    state = models.CharField(max_length=10, choices=STATES, default=DRAFT)
    why_cancelled = models.CharField(max_length=500, blank=True)

    rules = models.TextField(blank=True)  # Markdown, frozen at publication
    rules_hash = models.CharField(max_length=64, blank=True)
    seed = SealedField(blank=True, default=dict)
    promise = models.CharField(max_length=64, blank=True)  # SHA-256 of the seed
    tickets = models.JSONField(default=list, blank=True)
    tickets_hash = models.CharField(max_length=64, blank=True)
    drawn = models.JSONField(default=list, blank=True)  # all tickets in the order drawn
    revealed_seed = models.CharField(max_length=64, blank=True)
    word = models.CharField(max_length=200, blank=True)
    jury_says = models.TextField(max_length=3000, blank=True)
    entries_count = models.PositiveIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # the list of tickets
    decided_at = models.DateTimeField(null=True, blank=True)
    forget_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ContestQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(closes_at__gt=models.F("opens_at")), name="contest_ends_after")]
        indexes = [models.Index(fields=["-closes_at", "-id"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("contests:show", args=[self.slug])

    @property
    def is_by_jury(self) -> bool:
        return self.kind == self.PHOTO and bool(self.jury)

    @property
    def prize_lines(self) -> list[str]:
        return [line.strip("-• ").strip() for line in self.prizes.splitlines() if line.strip("-• ")]

    def is_open(self, at: datetime) -> bool:
        return self.state == self.PUBLISHED and self.opens_at <= at < self.closes_at

    def stage(self, at: datetime) -> tuple[Any, str]:
        """Where it stands, in a word, and the tone of that word."""
        if self.state == self.PUBLISHED:
            if at < self.opens_at:
                return pgettext_lazy("contests", "opens soon"), ""
            if at < self.closes_at:
                return pgettext_lazy("contests", "open"), "good"
            return pgettext_lazy("contests", "closed, result to come"), "bell"
        return {
            self.DRAFT: (pgettext_lazy("contests", "draft"), ""),
            self.DECIDED: (pgettext_lazy("contests", "result"), "town"),
            self.CANCELLED: (pgettext_lazy("contests", "cancelled"), "brick"),
        }[self.state]


class EntryQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(state=Entry.ADMITTED, hidden_at=None)

    def waiting(self):
        return self.filter(state=Entry.WAITING, hidden_at=None)


class Entry(models.Model):
    """One person in one contest, under a ticket number. The number stays; the person is forgotten."""

    WAITING, ADMITTED, REFUSED, WITHDRAWN = "waiting", "admitted", "refused", "withdrawn"
    STATES = [
        (WAITING, pgettext_lazy("contests", "to look at")),
        (ADMITTED, pgettext_lazy("contests", "takes part")),
        (REFUSED, pgettext_lazy("contests", "refused")),
        (WITHDRAWN, pgettext_lazy("contests", "taken back")),
    ]
    WINNER, CONFIRMED, REPLACED = "winner", "confirmed", "replaced"
    OUTCOMES = [
        (WINNER, pgettext_lazy("contests", "winner")),
        (CONFIRMED, pgettext_lazy("contests", "has received the prize")),
        (REPLACED, pgettext_lazy("contests", "replaced")),
    ]

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="contest_entries")
    heard = models.ForeignKey(Heard, models.SET_NULL, null=True, blank=True, related_name="contest_entries")
    origin_url = models.CharField(max_length=500, blank=True)  # where it was said, on a network
    choice = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(max_length=500, blank=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    shows_name = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    why = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True)
    place = models.PositiveSmallIntegerField(null=True, blank=True)  # of a winner: 1 is the first prize
    entered_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="contest_ticket_once"),
            models.UniqueConstraint(fields=["contest", "voice"], name="contest_voice_once"),
        ]
        indexes = [models.Index(fields=["contest", "state", "-number"])]

    @property
    def is_right(self) -> bool:
        return self.contest.kind != Contest.QUIZ or self.choice == self.contest.right

    @property
    def subject(self) -> Subject:
        return Subject("contest_entry", self.pk)

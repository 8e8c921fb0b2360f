"""An opinion map: statements, numbers that stand for people, what each number said of each statement, and the last count.

No row leads from a vote to a person: `Participant.key` is a keyed hash which goes when the person leaves, or some time after the end.
Votes carry the day, not the moment.
"""

import secrets
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Voice
from beffroi.kernel.subjects import Subject
from beffroi.participation.spaces.models import Component, Revision

MAP, STATEMENT = "opinion", "statement"
AGREE, PASS, DISAGREE = 1, 0, -1  # as engines.opinions says them, which is only loaded where one counts
VOTES = [
    (AGREE, pgettext_lazy("opinions", "I agree")),
    (DISAGREE, pgettext_lazy("opinions", "I disagree")),
    (PASS, pgettext_lazy("opinions", "I pass")),
]
FIRST_PRIORITY = 5.0625  # what the engine gives to a statement that nobody has seen yet


def new_secret() -> str:
    return secrets.token_hex(16)


class MapQuerySet(models.QuerySet):
    def public(self):
        return self.filter(hidden_at=None, component__published_at__isnull=False, component__process__published_at__isnull=False)


class OpinionMap(models.Model):
    """The question of one component, and where its count stands."""

    component = models.OneToOneField(Component, models.CASCADE, related_name="opinion_map")
    question = models.CharField(_("question"), max_length=250, blank=True)
    text = models.TextField(_("what it is about"), blank=True, max_length=10_000)
    html = models.TextField(blank=True)
    outcome = models.TextField(_("what came out of it"), blank=True, max_length=10_000)
    outcome_html = models.TextField(blank=True)
    secret = models.CharField(max_length=32, default=new_secret)  # keys the participants: no two maps can be joined
    is_dirty = models.BooleanField(default=False)  # something was said since the last count
    frozen_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)  # nothing leads to participants any more
    statements_count = models.PositiveIntegerField(default=0)  # that are shown
    participants_count = models.PositiveIntegerField(default=0)  # as of the last count, as the votes
    votes_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    edits = models.PositiveIntegerField(default=0)

    objects = MapQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(is_dirty=True), name="opinion_map_to_count")]

    def __str__(self) -> str:
        return self.question

    @property
    def subject(self) -> Subject:
        return Subject(MAP, self.pk)

    @property
    def is_concluded(self) -> bool:
        return self.concluded_at is not None

    @property
    def revisions(self):
        return Revision.objects.filter(subject_kind=MAP, subject_id=self.pk)


class StatementQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Statement.WAITING, withdrawn_at=None, hidden_at=None)


class Statement(models.Model):
    """One idea in a sentence. `number` names it within its map, in files too."""

    WAITING, SHOWN, REFUSED = "waiting", "shown", "refused"
    STATES = [
        (WAITING, pgettext_lazy("statement", "waiting to be read")),
        (SHOWN, pgettext_lazy("statement", "shown")),
        (REFUSED, pgettext_lazy("statement", "not taken up")),
    ]
    TEAM, PERSON, NETWORK, TAKEN, IMPORTED = "team", "person", "network", "taken", "imported"
    ORIGINS = [
        (TEAM, pgettext_lazy("statement", "The team")),
        (PERSON, pgettext_lazy("statement", "A participant")),
        (NETWORK, pgettext_lazy("statement", "Said on a network")),
        (TAKEN, pgettext_lazy("statement", "Taken from this site")),
        (IMPORTED, pgettext_lazy("statement", "Imported")),
    ]
    REASONS = [
        ("double", _("Somebody has said the same already")),
        ("several", _("It says more than one thing")),
        ("unclear", _("It cannot be answered by agree or disagree")),
        ("beside", _("It is about something else")),
        ("rules", _("It breaks the rules of the site")),
    ]

    map = models.ForeignKey(OpinionMap, models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField()
    text = models.CharField(_("statement"), max_length=280)
    state = models.CharField(max_length=8, choices=STATES, default=WAITING)
    reason = models.CharField(max_length=8, choices=REASONS, blank=True)
    note = models.CharField(max_length=300, blank=True)  # what the team adds to the reason, for its author and the public log
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")  # never shown beside it
    origin = models.CharField(max_length=8, choices=ORIGINS, default=PERSON)
    origin_key = models.CharField(max_length=200, blank=True)  # "message:12": once for each source
    origin_url = models.CharField(max_length=500, blank=True)
    is_meta = models.BooleanField(default=False)  # about the map itself: shown early
    decided_by = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    in_list = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    # As of the last count:
    agree_count = models.PositiveIntegerField(default=0)
    disagree_count = models.PositiveIntegerField(default=0)
    pass_count = models.PositiveIntegerField(default=0)
    important_count = models.PositiveIntegerField(default=0)
    by_group = models.JSONField(default=list, blank=True)  # [[agree, disagree, seen] or None, …]
    gathers = models.FloatField(default=0)  # how likely all groups agree
    divides = models.FloatField(default=0)  # how far groups stand apart, 0 to 1
    priority = models.FloatField(default=FIRST_PRIORITY)

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["map", "number"], name="statement_number_once"),
            models.UniqueConstraint(fields=["map", "origin_key"], condition=~Q(origin_key=""), name="statement_origin_once"),
        ]
        indexes = [
            models.Index(fields=["map", "in_list", "-number"], name="statement_latest"),
            models.Index(fields=["map", "in_list", "-gathers", "-number"], name="statement_gathers"),
            models.Index(fields=["map", "in_list", "-divides", "-number"], name="statement_divides"),
            models.Index(fields=["map", "number"], condition=Q(state="waiting"), name="statement_waiting"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def subject(self) -> Subject:
        return Subject(STATEMENT, self.pk)

    @property
    def votes_count(self) -> int:
        return self.agree_count + self.disagree_count + self.pass_count


class Participant(models.Model):
    """A number that votes. Numbers are drawn, so that they say nothing about who came first."""

    map = models.ForeignKey(OpinionMap, models.CASCADE, related_name="participants")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64, null=True, blank=True)  # keyed hash of an account, or of a secret in one browser

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["map", "number"], name="opinion_number_once"),
            models.UniqueConstraint(fields=["map", "key"], condition=Q(key__isnull=False), name="opinion_key_once"),
        ]


class Vote(models.Model):
    """What a number said of a statement: the last word counts."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="votes")
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="votes")
    value = models.SmallIntegerField(choices=VOTES)
    is_important = models.BooleanField(default=False)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "statement"], name="opinion_vote_once"),
            models.CheckConstraint(condition=Q(value__in=[AGREE, PASS, DISAGREE]), name="opinion_vote_known"),
        ]


class Count(models.Model):
    """The last count: the whole result file, what it stood on, and the little that pages need."""

    map = models.OneToOneField(OpinionMap, models.CASCADE, related_name="count")
    made_at = models.DateTimeField()
    result = models.JSONField(default=dict)  # as engines.opinions writes it
    previous = models.JSONField(default=dict, blank=True)  # who was where in the count before
    page: Any = models.JSONField(default=dict)  # sentences and points, ready to be shown

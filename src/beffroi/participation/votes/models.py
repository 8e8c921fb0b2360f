from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.subjects import Subject
from beffroi.participation.spaces.models import Component, Revision

OPEN, ANONYMOUS, SECRET = "open", "anonymous", "secret"
MODES = [
    (OPEN, pgettext_lazy("votes", "Open poll")),
    (ANONYMOUS, pgettext_lazy("votes", "Anonymous vote")),
    (SECRET, pgettext_lazy("votes", "Secret vote that anyone can check")),
]
DRAFT, READY, COUNTED, STOPPED = "draft", "ready", "counted", "stopped"
STATES = [
    (DRAFT, pgettext_lazy("votes", "In preparation")),
    (READY, pgettext_lazy("votes", "Rules fixed")),
    (COUNTED, pgettext_lazy("votes", "Counted")),
    (STOPPED, pgettext_lazy("votes", "Stopped")),
]
PERSON, BROWSER, LIST = "person", "browser", "list"
LIVE, END = "live", "end"


class VoteQuerySet(models.QuerySet):
    def public(self):
        """Votes whose rules are fixed, in public places; what moderation hid is not among them."""
        shown = self.filter(hidden_at=None).exclude(state=DRAFT)
        return shown.filter(component__published_at__isnull=False, component__process__published_at__isnull=False)


class Vote(models.Model):
    """One vote: why, until when, in which mode, and what the council does with it. Frozen when its rules are fixed."""

    component = models.OneToOneField(Component, models.CASCADE, related_name="vote")
    title = models.CharField(_("what is voted on"), max_length=200, blank=True)
    text = models.TextField(_("what to know before voting"), blank=True, max_length=20_000)
    html = models.TextField(blank=True)
    council = models.TextField(_("what the council does with the result"), blank=True, max_length=2000)
    who = models.CharField(_("who may vote"), blank=True, max_length=300)
    mode = models.CharField(_("kind of vote"), max_length=10, choices=MODES, default=OPEN)
    voter = models.CharField(
        _("one vote for each"), max_length=10, default=PERSON,
        choices=[
            (PERSON, pgettext_lazy("votes", "person who signs in")), (LIST, pgettext_lazy("votes", "person of a list")),
            (BROWSER, pgettext_lazy("votes", "browser")),
        ],
    )  # fmt: skip
    shown = models.CharField(
        _("results are shown"), max_length=10, default=END,
        choices=[(LIVE, pgettext_lazy("votes", "at once")), (END, pgettext_lazy("votes", "at the end"))],
    )  # fmt: skip
    paper = models.BooleanField(_("ballots on paper are counted too"), default=False)
    networks = models.BooleanField(_("also as polls of social networks, as an indication"), default=False)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    registered = models.PositiveIntegerField(_("how many people may vote"), null=True, blank=True)
    quorum = models.CharField(_("quorum"), max_length=8, blank=True, default="")  # "1/4" of those who may vote; "": none
    grid = models.JSONField(default=dict, blank=True)  # answers to the grid of risks: {"statement": true}
    state = models.CharField(max_length=10, choices=STATES, default=DRAFT)
    rules_hash = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)  # when its opening was told
    counted_at = models.DateTimeField(null=True, blank=True)
    stopped_reason = models.TextField(blank=True, max_length=2000)
    conclusion = models.TextField(_("what the council decided, and why"), blank=True, max_length=10_000)
    conclusion_html = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    ballots_count = models.PositiveIntegerField(default=0)  # online
    paper_count = models.PositiveIntegerField(default=0)
    shown_count = models.PositiveIntegerField(default=0)  # ballots in the figures that are shown while it is open
    follows_count = models.PositiveIntegerField(default=0)
    hidden_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # every write: what cards are kept under
    edits = models.PositiveIntegerField(default=0)  # what the team wrote: what stale edits are found by

    objects = VoteQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-closes_at", "-id"], name="vote_by_close", condition=~Q(state=DRAFT)),
            models.Index(fields=["state", "closes_at"], name="vote_by_state"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> Subject:
        return Subject("vote", self.pk)

    @property
    def is_frozen(self) -> bool:
        return self.state != DRAFT

    @property
    def is_counted(self) -> bool:
        return self.state == COUNTED

    @property
    def is_poll(self) -> bool:
        return self.mode == OPEN

    @property
    def total(self) -> int:
        return self.ballots_count + self.paper_count

    @property
    def revisions(self):
        """Each edit of the team, with what every field said before and after."""
        return Revision.objects.filter(subject_kind="vote", subject_id=self.pk)

    def is_open(self, at: datetime) -> bool:
        if self.state != READY or self.hidden_at or self.opens_at is None or self.closes_at is None:
            return False
        return self.opens_at <= at < self.closes_at

    def is_over(self, at: datetime) -> bool:
        return self.state in (COUNTED, STOPPED) or (self.state == READY and self.closes_at is not None and self.closes_at <= at)


class Question(models.Model):
    """One question, with its rule of counting. `key` is its name in files."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="questions")
    key = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("question"), max_length=250)
    text = models.TextField(_("to understand it"), blank=True, max_length=2000)
    rule = models.CharField(_("how it is counted"), max_length=20)
    parameters = models.JSONField(default=dict, blank=True)
    lot = models.JSONField(default=list, blank=True)  # order that breaks the last ties, drawn when the rules are fixed

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "key"], name="vote_question_key")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Option(models.Model):
    """One answer of a question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    key = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("answer"), max_length=150)
    text = models.TextField(_("in a few words"), blank=True, max_length=1000)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="vote_option_key")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Ballot(models.Model):
    """What somebody answered in an open poll, so that she may change it until the end. Who she was is forgotten when it is counted.

    Anonymous and secret votes have none: their urn knows no person.
    """

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="ballots")
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    browser = models.CharField(max_length=64, null=True, blank=True)  # hash of a word that only this browser keeps
    answers = models.JSONField()  # {question: answer}
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "voice"], name="vote_ballot_voice"),
            models.UniqueConstraint(fields=["vote", "browser"], name="vote_ballot_browser"),
        ]


class PollDay(models.Model):
    """How many ballots of an open poll came in on one day: counted as they come, so that no page counts them again."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="days")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "day"], name="vote_day_once")]


class Pattern(models.Model):
    """How many open ballots give one question the same answer: counting reads these, not the ballots."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="patterns")
    answer = models.TextField()  # JSON, always written the same way
    digest = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "digest"], name="vote_pattern_once")]


class PaperSheet(models.Model):
    """What one agent counted on the paper ballots of one table. Two who find the same settle it."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="sheets")
    table = models.CharField(_("table or polling place"), max_length=80)
    agent = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    figures = models.JSONField()  # {question: totals}
    ballots = models.PositiveIntegerField(_("sheets in the box"))
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "table", "agent"], name="vote_sheet_agent")]


class Outcome(models.Model):
    """The result of one question: what was counted and what came out, as the files that anyone can compute again."""

    question = models.OneToOneField(Question, models.CASCADE, related_name="outcome")
    source = models.TextField()  # the input of the engine, byte for byte
    result = models.TextField()  # what the engine found
    online = models.JSONField(default=dict)  # totals apart
    paper = models.JSONField(default=dict)
    counted_at = models.DateTimeField()


class NetworkPoll(models.Model):
    """A question asked again as a poll of a social network: indicative, its figures shown apart and never added."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="network_polls")
    place = models.CharField(max_length=120)  # "Mastodon @clairbourg"
    url = models.URLField(max_length=500, blank=True)
    counts = models.JSONField(default=dict)  # {option key, or yes / no: answers}
    origin = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "origin"], name="vote_network_poll_once")]

from datetime import datetime
from secrets import randbelow

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.media.models import Image
from beffroi.ground.people.models import TOWN_HALL, Account, Voice
from beffroi.ground.places.models import District
from beffroi.participation.spaces.models import Component

TONES = {"neutral": "", "info": "town", "ok": "good", "warn": "bell", "bad": "brick"}
LISTED = Q(in_list=True)  # a condition, not a column of the index: SQLite reads a bare boolean as no comparison
SHUFFLE = 1_048_573  # a prime: `shuffle` is dealt again each night by a multiplication modulo this


def shuffled() -> int:
    """A place in the order of chance."""
    return randbelow(SHUFFLE)


class State(models.Model):
    """What can become of a proposal, chosen by the team of each component."""

    OPEN, POSITIVE, NEGATIVE = "open", "positive", "negative"
    COUNTS_AS = [(OPEN, _("still open")), (POSITIVE, _("a yes")), (NEGATIVE, _("a no"))]
    COLOURS = [("neutral", _("grey")), ("info", _("blue")), ("ok", _("green")), ("warn", _("gold")), ("bad", _("brick"))]

    component = models.ForeignKey(Component, models.CASCADE, related_name="proposal_states")
    token = models.SlugField(max_length=40)
    title = models.CharField(_("name of the state"), max_length=60)
    announcement = models.CharField(_("sentence that explains it"), max_length=250, blank=True)
    colour = models.CharField(_("colour"), max_length=10, choices=COLOURS, default="neutral")
    counts_as = models.CharField(_("counts as"), max_length=10, choices=COUNTS_AS, default=OPEN)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["component", "token"], name="proposal_state_token_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """The tone of its badge, as ui names them."""
        return TONES[self.colour]


class ProposalQuerySet(models.QuerySet):
    def listed(self):
        """What lists show: published, not hidden, neither merged nor split, not withdrawn."""
        return self.filter(in_list=True)


class Proposal(models.Model):
    """An idea put to the town, by its authors."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="proposals")
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="proposals")  # who wrote it first
    is_official = models.BooleanField(default=False)
    title = models.CharField(_("title"), max_length=250)
    text = models.TextField(_("your proposal"))
    html = models.TextField(blank=True)
    excerpt = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=8, default="fr")
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    topic = models.CharField(max_length=60, blank=True)
    state = models.ForeignKey(State, models.PROTECT, null=True, blank=True, related_name="proposals")
    in_list = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="split_into")
    split_at = models.DateTimeField(null=True, blank=True)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)  # when the answer was shown
    supports_count = models.IntegerField(default=0)
    provisional_count = models.PositiveIntegerField(default=0)  # supports of people who have not given the minimum yet
    imported_supports = models.PositiveIntegerField(default=0)  # given elsewhere, counted in supports_count
    imported_votes = models.JSONField(default=dict, blank=True)  # given elsewhere: {"agree": 3, "mixed": 1, "disagree": 2}
    reached_at = models.DateTimeField(null=True, blank=True)  # when the threshold was reached
    messages_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    amendments_count = models.PositiveIntegerField(default=0)  # open ones
    shuffle = models.PositiveIntegerField(default=shuffled)
    origin = models.CharField(max_length=200, blank=True)  # idempotency key of an import or of a network
    origin_channel = models.CharField(max_length=30, blank=True)
    origin_address = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)  # every write: what cards are kept under
    edits = models.PositiveIntegerField(default=0)  # texts: what stale edits are found by
    saved_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = ProposalQuerySet.as_manager()
    # Perhaps, unless a page has looked (reading.with_what_it_has).
    has_others = has_amendments = has_relatives = has_links = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="proposal_origin_once"),
            models.CheckConstraint(condition=Q(in_list=False) | Q(published_at__isnull=False), name="proposal_listed_is_published"),
        ]
        indexes = [
            models.Index(fields=["component", "-published_at", "-id"], condition=LISTED, name="proposal_by_date"),
            models.Index(fields=["component", "-supports_count", "-id"], condition=LISTED, name="proposal_by_supports"),
            models.Index(fields=["component", "-messages_count", "-id"], condition=LISTED, name="proposal_by_messages"),
            models.Index(fields=["component", "shuffle", "id"], condition=LISTED, name="proposal_by_chance"),
            models.Index(fields=["answer_due_at"], condition=Q(answered_at=None, in_list=True), name="proposal_answer_due"),
            models.Index(fields=["voice", "-created_at"], name="proposal_of_voice"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.hidden_at is None

    @property
    def is_written_down(self) -> bool:
        """Entered by the team for a person at the counter."""
        return self.origin_channel == TOWN_HALL

    @property
    def original(self) -> str:
        """Where it was said first, if that is a page of the web."""
        return self.origin_address if self.origin_address.startswith(("https://", "http://")) else ""

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def counted_supports(self) -> int:
        return max(self.supports_count - self.provisional_count, 0)


class Author(models.Model):
    """A voice that signs a proposal, or is invited to."""

    INVITED, SIGNED, DECLINED, LEFT = "invited", "signed", "declined", "left"
    STATES = [(INVITED, _("invited")), (SIGNED, _("author")), (DECLINED, _("declined")), (LEFT, _("left"))]

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="authors")
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=STATES, default=SIGNED)
    position = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "voice"], name="proposal_author_once")]


class Version(models.Model):
    """The text as it was published, then after each edit."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=250)
    text = models.TextField()
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="+")
    why = models.CharField(max_length=250, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="proposal_version_once")]


class Amendment(models.Model):
    """Another wording, suggested to the authors."""

    OPEN, ACCEPTED, DECLINED, WITHDRAWN = "open", "accepted", "declined", "withdrawn"
    STATES = [
        (OPEN, _("waiting for the authors")),
        (ACCEPTED, _("accepted")),
        (DECLINED, _("declined")),
        (WITHDRAWN, pgettext_lazy("suggestions", "withdrawn")),
    ]

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="amendments")
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="+")
    base = models.PositiveIntegerField()  # number of the version that was amended
    title = models.CharField(_("title"), max_length=250)
    text = models.TextField(_("text"))
    reason = models.CharField(_("why this change"), max_length=500)
    state = models.CharField(max_length=10, choices=STATES, default=OPEN)
    answer = models.CharField(_("answer of the authors"), max_length=500, blank=True)
    answered_by = models.ForeignKey(Voice, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["proposal", "-created_at"])]


class Answer(models.Model):
    """What the town answers, with its reasons. Decided first, shown at `shown_at` (perhaps later: an embargo)."""

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="answer")
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    text = models.TextField(_("answer and reasons"))
    html = models.TextField()
    cost_cents = models.BigIntegerField(null=True, blank=True)
    period = models.CharField(_("when it will be done"), max_length=120, blank=True)
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="+")  # who wrote it
    decided_at = models.DateTimeField()
    shown_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    edits = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(cost_cents=None) | Q(cost_cents__gte=0), name="proposal_answer_cost_positive")]

    def is_shown(self, at: datetime) -> bool:
        return self.shown_at <= at


class Signatory(models.Model):
    """Who signs an official answer: a name and what it stands for."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="signatories")
    name = models.CharField(max_length=80)
    mandate = models.CharField(max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(default=0)


class Evaluation(models.Model):
    """What the services think of it: private to the team."""

    TODO, RUNNING, FAVOURABLE, UNFAVOURABLE, UNSURE = "todo", "running", "favourable", "unfavourable", "unsure"
    OPINIONS = [
        (TODO, _("to study")),
        (RUNNING, _("being studied")),
        (FAVOURABLE, _("favourable")),
        (UNFAVOURABLE, _("unfavourable")),
        (UNSURE, _("no opinion")),
    ]

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="evaluation")
    service = models.CharField(_("service"), max_length=100, blank=True)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    opinion = models.CharField(_("opinion"), max_length=12, choices=OPINIONS, default=TODO)
    cost_cents = models.BigIntegerField(null=True, blank=True)
    updated_at = models.DateTimeField()


class Note(models.Model):
    """A private note of the team."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="notes")
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()


class Reshaping(models.Model):
    """A merge or a split. Nothing is destroyed; it can be undone for thirty days."""

    MERGE, SPLIT = "merge", "split"
    KINDS = [(MERGE, _("merge")), (SPLIT, _("split"))]

    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=KINDS)
    reason = models.CharField(_("reason, told to the authors"), max_length=500)
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="+")
    sources = models.ManyToManyField(Proposal, related_name="reshaped_by")
    results = models.ManyToManyField(Proposal, related_name="made_by")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.media.models import Document, Image
from beffroi.ground.people.models import Voice
from beffroi.participation.spaces.models import Component, Revision


class Representative(models.Model):
    """A person elected to represent the town; a public role, known by name."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=120)
    mandate = models.CharField(_("mandate"), max_length=160)
    group = models.CharField(_("group"), max_length=120, blank=True)
    about = models.TextField(_("presentation"), blank=True, max_length=3000)
    contact = models.CharField(_("how to reach this person"), max_length=200, blank=True)
    voice = models.OneToOneField(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    photo = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateField(_("in office since"), null=True, blank=True)
    until = models.DateField(_("in office until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("rank"), default=100)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=models.F("since")), name="mandate_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.name


class DecisionQuerySet(models.QuerySet):
    def public(self):
        """What everybody may read, wherever it is shown."""
        return self.filter(
            published_at__isnull=False,
            hidden_at=None,
            component__published_at__isnull=False,
            component__process__published_at__isnull=False,
        )

    def late(self, day):
        """Promised for a day that is past, and neither done nor given up."""
        return self.filter(ends_on__lt=day).exclude(state__in=[Decision.DONE, Decision.STOPPED])


class Decision(models.Model):
    """Something that the town decided or promised, and its life afterwards."""

    DECIDED, PLANNED, STARTED, DONE, STOPPED = "decided", "planned", "started", "done", "stopped"
    STATES = [
        (DECIDED, _("decided")),
        (PLANNED, _("planned")),
        (STARTED, _("under way")),
        (DONE, pgettext_lazy("decisions", "done")),
        (STOPPED, _("given up")),
    ]

    component = models.ForeignKey(Component, models.CASCADE, related_name="decisions")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("what was decided"), max_length=160)
    text = models.TextField(_("in detail"), blank=True, max_length=20_000)
    html = models.TextField(blank=True)
    reasons = models.TextField(_("why"), max_length=10_000)
    reasons_html = models.TextField(blank=True)
    excerpt = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=160)
    decided_on = models.DateField(_("decided on"))
    reference = models.CharField(_("reference of the act"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=DECIDED)
    progress = models.PositiveSmallIntegerField(_("progress in %"), default=0)  # its own, or that of its parts
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("planned end"), null=True, blank=True)
    budget = models.BigIntegerField(null=True, blank=True)  # cents of euro
    spent = models.BigIntegerField(null=True, blank=True)  # cents of euro
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    address = models.CharField(_("place"), max_length=200, blank=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")
    author = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    next_step = models.CharField(_("next step"), max_length=250, blank=True)
    parts_count = models.PositiveIntegerField(default=0)  # public ones
    sources_count = models.PositiveIntegerField(default=0)
    messages_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    supports_count = models.IntegerField(default=0)
    yes_count = models.PositiveIntegerField(default=0)  # is it what was promised? (Satisfaction)
    partly_count = models.PositiveIntegerField(default=0)
    no_count = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)  # when the state became "done"
    asked_at = models.DateTimeField(null=True, blank=True)  # when the authors of its sources were asked
    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # every write: what cards are kept under
    edits = models.PositiveIntegerField(default=0)  # its texts: what stale edits are found by

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="decision_progress_is_a_share"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=models.F("starts_on")), name="decision_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(budget=None) | Q(budget__gte=0), name="decision_budget_positive"),
            models.CheckConstraint(condition=Q(spent=None) | Q(spent__gte=0), name="decision_spent_positive"),
        ]
        indexes = [
            models.Index(fields=["component", "parent", "position"]),
            models.Index(fields=["-decided_on", "-id"]),
            models.Index(fields=["done_at"], condition=Q(asked_at=None, state="done"), name="decision_to_ask_about"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.hidden_at is None

    @property
    def is_over(self) -> bool:
        return self.state in (self.DONE, self.STOPPED)

    @property
    def revisions(self):
        """Each edit, with what every field said before and after."""
        return Revision.objects.filter(subject_kind="decision", subject_id=self.pk)


class Source(models.Model):
    """A contribution from which a decision came."""

    ALL, PART, HEARD = "all", "part", "heard"
    PARTS = [(ALL, _("taken up")), (PART, _("taken up in part")), (HEARD, _("heard, not taken up"))]

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="sources")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    part = models.CharField(max_length=12, choices=PARTS, default=ALL)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "subject_kind", "subject_id"], name="source_once")]
        indexes = [models.Index(fields=["subject_kind", "subject_id"])]


class DecisionUpdate(models.Model):
    """Dated news of a decision; corrected by another one, never rewritten."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="updates")
    happened_on = models.DateField(_("date"))
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("what happened"), max_length=5000, blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=Decision.STATES)
    progress = models.PositiveSmallIntegerField()
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["decision", "-happened_on", "-id"])]


class Satisfaction(models.Model):
    """Is the result what was promised? One answer per voice of those from whom the decision came."""

    YES, PARTLY, NO = "yes", "partly", "no"
    ANSWERS = [(YES, _("Yes")), (PARTLY, _("In part")), (NO, _("No"))]

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="satisfactions")
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")
    answer = models.CharField(max_length=8, choices=ANSWERS)
    word = models.CharField(max_length=500, blank=True)  # read by the team only
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "voice"], name="satisfaction_once")]


class CouncilVote(models.Model):
    """A public vote of the council."""

    ADOPTED, REJECTED, POSTPONED = "adopted", "rejected", "postponed"
    OUTCOMES = [(ADOPTED, _("adopted")), (REJECTED, _("rejected")), (POSTPONED, _("postponed"))]

    title = models.CharField(_("what was voted on"), max_length=250)
    summary = models.TextField(_("in plain words"), blank=True, max_length=2000)
    held_on = models.DateField(_("date of the session"))
    reference = models.CharField(_("reference of the act"), max_length=80, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=OUTCOMES)
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, blank=True, related_name="votes")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")
    for_count = models.PositiveSmallIntegerField(default=0)
    against_count = models.PositiveSmallIntegerField(default=0)
    abstained_count = models.PositiveSmallIntegerField(default=0)
    absent_count = models.PositiveSmallIntegerField(default=0)
    published_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["-held_on", "-id"])]


class Ballot(models.Model):
    """How one representative voted, in public."""

    FOR, AGAINST, ABSTAINED, ABSENT = "for", "against", "abstained", "absent"
    CHOICES = [(FOR, _("for")), (AGAINST, _("against")), (ABSTAINED, _("abstained")), (ABSENT, _("absent"))]

    vote = models.ForeignKey(CouncilVote, models.CASCADE, related_name="ballots")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=10, choices=CHOICES)
    proxy = models.CharField(_("voted by"), max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "representative"], name="ballot_once")]


class Commitment(models.Model):
    """A promise of a representative, and what became of it."""

    MADE, KEPT, BROKEN = "made", "kept", "broken"
    STATES = [(MADE, _("promised")), (KEPT, _("kept")), (BROKEN, _("not kept"))]

    representative = models.ForeignKey(Representative, models.CASCADE, related_name="commitments")
    text = models.CharField(_("promise"), max_length=300)
    made_on = models.DateField(_("made on"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=STATES, default=MADE)
    outcome = models.CharField(_("what became of it"), max_length=400, blank=True)
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, blank=True, related_name="commitments")
    version = models.PositiveIntegerField(default=1)

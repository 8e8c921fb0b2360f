from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.places.models import District
from beffroi.participation.budgets import states
from beffroi.participation.spaces.models import Component

LISTED = Q(in_list=True)


class Budget(models.Model):
    """The rules of one component. Nothing of them changes once `frozen_at` is there."""

    component = models.OneToOneField(Component, models.CASCADE, related_name="budget")
    ballot = models.CharField(_("how one votes"), max_length=12, choices=states.BALLOTS, default=states.APPROVAL)
    least = models.PositiveSmallIntegerField(_("projects to choose, at least"), default=1)
    most = models.PositiveSmallIntegerField(_("projects to choose, at most"), default=0)
    points = models.PositiveSmallIntegerField(_("points"), default=10)
    rule = models.CharField(_("how projects are chosen"), max_length=20, choices=states.RULES, default=states.SHARES)
    completion = models.CharField(_("what is left of the money"), max_length=6, choices=states.COMPLETIONS, default=states.ADD1U)
    compare = models.CharField(_("keep the list with most votes first instead?"), max_length=4, choices=states.COMPARISONS, blank=True)
    threshold = models.PositiveIntegerField(_("votes that a project needs, at least"), default=0)
    has_paper = models.BooleanField(_("paper ballots are accepted too"), default=True)
    reminds = models.BooleanField(_("remind those who began and did not finish, two days before the end"), default=True)
    lot = models.JSONField(default=list, blank=True)  # numbers of projects in the order drawn when the vote was frozen
    frozen_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    ideas_count = models.PositiveIntegerField(default=0)  # in the list
    last_number = models.PositiveIntegerField(default=0)
    edits = models.PositiveIntegerField(default=0)

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def is_counted(self) -> bool:
        return self.counted_at is not None


class Envelope(models.Model):
    """Money for the whole town, or for one district."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="envelopes")
    title = models.CharField(_("name of the envelope"), max_length=80)
    amount = models.BigIntegerField()  # cents
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district"))
    position = models.PositiveSmallIntegerField(default=0)
    projects_count = models.PositiveIntegerField(default=0)  # on the ballot, kept when the vote is frozen

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="envelope_holds_money")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class ProjectQuerySet(models.QuerySet):
    def listed(self):
        """What lists show: public, not hidden, neither merged nor withdrawn."""
        return self.filter(in_list=True)

    def shown(self):
        """The same, in what everybody may read."""
        return self.filter(in_list=True, component__published_at__isnull=False, component__process__published_at__isnull=False)


class Project(models.Model):
    """An idea of a citizen; once studied and priced a project with a number; once chosen, works that are followed."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="budget_projects")
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="budget_projects")
    title = models.CharField(pgettext_lazy("budgets", "title"), max_length=120)
    text = models.TextField(_("the idea"))
    html = models.TextField(blank=True)
    excerpt = models.CharField(max_length=300, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, related_name="+")
    guess = models.BigIntegerField(null=True, blank=True)  # cents, by its author
    state = models.CharField(max_length=10, choices=states.STATES, default=states.DRAFT)
    in_list = models.BooleanField(default=False)
    hidden_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    # From the studies to the ballot.
    envelope = models.ForeignKey(Envelope, models.SET_NULL, null=True, blank=True, related_name="projects")
    cost = models.BigIntegerField(null=True, blank=True)  # cents
    yearly = models.BigIntegerField(null=True, blank=True)  # cents a year
    number = models.PositiveIntegerField(null=True, blank=True)
    reasons = models.TextField(_("why"), max_length=3000, blank=True)
    change_asked = models.CharField(max_length=1000, blank=True)
    supervised_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    studies_count = models.PositiveSmallIntegerField(default=0)
    studies_open = models.PositiveSmallIntegerField(default=0)
    incompatible = models.ManyToManyField("self", symmetrical=True, blank=True)
    votes = models.PositiveIntegerField(null=True, blank=True)  # people who chose it, once counted
    # Works.
    works = models.CharField(max_length=8, choices=states.WORKS, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    spent = models.BigIntegerField(null=True, blank=True)  # cents
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    first_due_on = models.DateField(null=True, blank=True)  # what was promised first
    supports_count = models.IntegerField(default=0)
    messages_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=120, blank=True)  # "proposal:12", or the line of a file
    shuffle = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    edits = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField()

    objects = ProjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["component", "number"], name="budget_number_once"),
            models.UniqueConstraint(fields=["component", "origin"], condition=~Q(origin=""), name="budget_origin_once"),
            models.CheckConstraint(condition=Q(in_list=False) | Q(published_at__isnull=False), name="budget_listed_is_published"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="budget_percent_is_a_share"),
            models.CheckConstraint(
                condition=~Q(state__in=states.ON_BALLOT) | Q(cost__gt=0, number__isnull=False, envelope__isnull=False),
                name="budget_ballot_is_priced",
            ),
        ]
        indexes = [
            models.Index(fields=["component", "shuffle", "id"], condition=LISTED, name="budget_by_chance"),
            models.Index(fields=["component", "-published_at", "-id"], condition=LISTED, name="budget_by_date"),
            models.Index(fields=["component", "-supports_count", "-id"], condition=LISTED, name="budget_by_supports"),
            models.Index(fields=["component", "state", "number", "id"], condition=LISTED, name="budget_by_state"),
            models.Index(fields=["component", "number", "id"], condition=Q(in_list=True, number__isnull=False), name="budget_by_number"),
            models.Index(fields=["component", "-votes", "id"], condition=Q(votes__isnull=False), name="budget_by_votes"),
            models.Index(fields=["voice", "-saved_at"], name="budget_by_voice"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == states.DRAFT

    @property
    def is_public(self) -> bool:
        return self.in_list

    @property
    def is_won(self) -> bool:
        return self.state == states.WON

    @property
    def is_refused(self) -> bool:
        return self.state == states.REFUSED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == states.WITHDRAWN

    @property
    def tone(self) -> str:
        return states.WORKS_TONES.get(self.works) or states.TONES[self.state]

    @property
    def said_state(self) -> str:
        return str(self.get_works_display() if self.works else self.get_state_display())

    def is_late(self, day: Any) -> bool:
        """Promised for a day that is past, and neither finished nor given up."""
        return self.due_on is not None and self.due_on < day and self.works in (states.PLANNED, states.STARTED)


class Analysis(models.Model):
    """What one service says of a project: whether it can be done, for how much, and why."""

    YES, CHANGES, NO = "yes", "changes", "no"
    OPINIONS = [(YES, _("It can be done")), (CHANGES, _("It can be done with changes")), (NO, _("It cannot be done"))]
    TONES = {YES: "good", CHANGES: "bell", NO: "brick", "": ""}

    project = models.ForeignKey(Project, models.CASCADE, related_name="analyses")
    service = models.CharField(_("service"), max_length=100)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    question = models.CharField(_("what is asked of the service"), max_length=300, blank=True)
    due_on = models.DateField(_("wanted for"), null=True, blank=True)
    opinion = models.CharField(_("opinion"), max_length=8, choices=OPINIONS, blank=True)
    reasons = models.TextField(_("reasons"), max_length=3000, blank=True)
    cost = models.BigIntegerField(null=True, blank=True)  # cents
    yearly = models.BigIntegerField(null=True, blank=True)  # cents
    months = models.PositiveSmallIntegerField(_("months that the works take"), null=True, blank=True)
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(given_at=None) | (~Q(opinion="") & ~Q(reasons="")), name="analysis_has_reasons"),
        ]
        indexes = [models.Index(fields=["account", "given_at"], name="analysis_of_account")]
        ordering = ["asked_at", "pk"]

    @property
    def tone(self) -> str:
        return self.TONES[self.opinion]


class Step(models.Model):
    """One step on the way of a project, as everybody reads it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")  # who wrote it, for the team
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["project", "at", "id"], name="budget_step_of_project")]

    @property
    def label(self) -> str:
        return str(states.STEPS.get(self.kind, self.kind))


class Milestone(models.Model):
    """A part of the works, with its day."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    title = models.CharField(_("what is done"), max_length=120)
    due_on = models.DateField(_("planned for"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]


class Begun(models.Model):
    """Somebody opened her ballot: that day, and nothing of what she chose. For one reminder, then forgotten."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="begun")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["budget", "account"], name="budget_begun_once")]


class Sheet(models.Model):
    """A paper ballot: printed with a code, entered by two agents who do not see each other's figures. It knows no person."""

    PRINTED, ONCE, AGREED, DIFFERENT, VOID = "printed", "once", "agreed", "different", "void"
    STATES = [
        (PRINTED, _("printed")),
        (ONCE, _("entered once")),
        (AGREED, _("entered twice alike")),
        (DIFFERENT, _("entered differently")),
        (VOID, _("void")),
    ]
    TONES = {PRINTED: "", ONCE: "bell", AGREED: "good", DIFFERENT: "brick", VOID: ""}

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="sheets")
    code = models.CharField(max_length=12)
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=STATES, default=PRINTED)
    first = models.JSONField(null=True, blank=True)
    first_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    second = models.JSONField(null=True, blank=True)
    second_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["budget", "code"], name="budget_sheet_once")]
        indexes = [models.Index(fields=["budget", "state", "id"], name="budget_sheet_by_state")]

    @property
    def tone(self) -> str:
        return self.TONES[self.state]


class Counted(models.Model):
    """The votes of one envelope as the file that anyone may count again."""

    envelope = models.OneToOneField(Envelope, models.CASCADE, related_name="counted")
    pb = models.TextField()
    sha256 = models.CharField(max_length=64)
    voters = models.PositiveIntegerField()
    on_paper = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()


class Count(models.Model):
    """What one rule makes of it. One of them decides; the others are shown beside."""

    envelope = models.ForeignKey(Envelope, models.CASCADE, related_name="counts")
    rule = models.CharField(max_length=20, choices=states.RULES)
    is_official = models.BooleanField(default=False)
    winners = models.JSONField(default=list)
    spent = models.BigIntegerField(default=0)  # cents
    reached = models.PositiveIntegerField(default=0)  # people who find at least one of their projects
    file = models.TextField()  # the result, byte for byte

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["envelope", "rule"], name="budget_count_once"),
            models.UniqueConstraint(fields=["envelope"], condition=Q(is_official=True), name="budget_one_official_count"),
        ]

    @property
    def label(self) -> str:
        return str(states.RULE_NAMES[self.rule])


class Simulation(models.Model):
    """Past votes (a .pb file) counted by every rule, for the team that is choosing one."""

    WAITING, DONE, FAILED = "waiting", "done", "failed"

    component = models.ForeignKey(Component, models.CASCADE, related_name="budget_simulations")
    name = models.CharField(max_length=120)
    pb = models.TextField()
    amount = models.BigIntegerField(null=True, blank=True)  # cents: another budget than the file's
    state = models.CharField(max_length=8, default=WAITING)
    results = models.JSONField(default=list)
    problem = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()

    @property
    def is_done(self) -> bool:
        return self.state == self.DONE


def is_over(project: Project, at: datetime) -> bool:
    """Whether nothing more can become of it."""
    return project.state in (states.REFUSED, states.MERGED, states.WITHDRAWN, states.LOST) or project.works in (states.DONE, states.STOPPED)

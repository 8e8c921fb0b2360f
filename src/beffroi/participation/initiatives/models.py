from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account, Voice
from beffroi.ground.places.models import District
from beffroi.kernel.sealing import SealedField
from beffroi.kernel.subjects import Subject
from beffroi.participation.initiatives import states
from beffroi.participation.spaces.models import Component

LISTED = Q(in_list=True)


class Roll(models.Model):
    """A list of those who may sign (voters, residents). Names are never kept: only keyed hashes of them."""

    title = models.CharField(_("name of the list"), max_length=120)
    people_count = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class RollLine(models.Model):
    """One way to write one person: the name of birth and the name in use have a line each, with the same number."""

    roll = models.ForeignKey(Roll, models.CASCADE, related_name="lines")
    digest = models.CharField(max_length=64)
    person = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll", "digest"], name="roll_line_once")]


class InitiativeType(models.Model):
    """The rules of one sort of initiative, in one component."""

    EMAIL, DECLARED, ROLL = "email", "declared", "roll"
    CHECKS = [
        (EMAIL, _("an e-mail address, confirmed by a code")),
        (DECLARED, _("an e-mail address, with name and date of birth declared")),
        (ROLL, _("name and date of birth found in the list of those who may sign")),
    ]

    component = models.ForeignKey(Component, models.CASCADE, related_name="initiative_types")
    title = models.CharField(_("name"), max_length=100)
    text = models.TextField(_("what it is for, and what comes of it"), max_length=1000, blank=True)
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, verbose_name=_("part of the town"), related_name="+")
    who = models.CharField(_("who may sign, in a sentence"), max_length=300, blank=True)
    check_kind = models.CharField(_("a signature is verified by"), max_length=10, choices=CHECKS, default=DECLARED)
    roll = models.ForeignKey(
        Roll, models.PROTECT, null=True, blank=True, related_name="types", verbose_name=_("list of those who may sign")
    )
    asks_address = models.BooleanField(_("ask for the postal address too"), default=False)
    minimum_age = models.PositiveSmallIntegerField(_("minimum age"), default=0)
    threshold = models.PositiveIntegerField(_("signatures needed"), default=100)
    days = models.PositiveSmallIntegerField(_("days to collect them"), default=120)
    committee = models.PositiveSmallIntegerField(_("members of the committee, at least"), default=3)
    check_days = models.PositiveSmallIntegerField(_("days to check that it is admissible"), default=15)
    answer_days = models.PositiveSmallIntegerField(_("days to answer once the threshold is reached"), default=60)
    keep_days = models.PositiveSmallIntegerField(_("days after the end when identities are erased"), default=60)
    is_paper = models.BooleanField(_("paper sheets may be used"), default=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # offered no longer; what was begun goes on
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["component", "position"])]

    def __str__(self) -> str:
        return self.title

    @property
    def asks_identity(self) -> bool:
        return self.check_kind != self.EMAIL


class InitiativeQuerySet(models.QuerySet):
    def listed(self):
        """What lists show, of spaces and components that are public."""
        return self.filter(in_list=True, component__published_at__isnull=False, component__process__published_at__isnull=False)


class Initiative(models.Model):
    """What a committee asks of the town. Public once the team has checked it."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="initiatives")
    type = models.ForeignKey(InitiativeType, models.PROTECT, related_name="initiatives")
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="initiatives")
    title = models.CharField(_("what you ask"), max_length=200)
    text = models.TextField(_("why"), max_length=10_000)
    html = models.TextField(blank=True)
    excerpt = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=8, default="fr")
    state = models.CharField(max_length=12, choices=states.CHOICES, default=states.DRAFT)
    reason = models.TextField(blank=True, max_length=3000)  # of the refusal, the return for changes, or the withdrawal
    in_list = models.BooleanField(default=False)
    threshold = models.PositiveIntegerField(default=0)  # as it was when the collection began
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    check_due_at = models.DateTimeField(null=True, blank=True)
    public_at = models.DateTimeField(null=True, blank=True)  # admitted or refused: lists begin with the latest
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    purge_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)
    told_share = models.PositiveSmallIntegerField(default=0)  # 33 or 66: the last milestone that the committee heard of
    signatures_count = models.PositiveIntegerField(default=0)  # online and on paper
    paper_count = models.PositiveIntegerField(default=0)
    messages_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-public_at", "-id"], condition=LISTED, name="initiative_by_date"),
            models.Index(fields=["-signatures_count", "-id"], condition=LISTED, name="initiative_by_count"),
            models.Index(fields=["component", "-public_at", "-id"], condition=LISTED, name="initiative_of_component"),
            models.Index(fields=["component", "-signatures_count", "-id"], condition=LISTED, name="initiative_component_count"),
            models.Index(fields=["state", "closes_at"], name="initiative_by_close"),
            models.Index(fields=["purge_at"], condition=Q(purged_at=None), name="initiative_to_purge"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> Subject:
        return Subject("initiative", self.pk)

    @property
    def is_public(self) -> bool:
        return self.state in states.PUBLIC and self.hidden_at is None

    @property
    def online_count(self) -> int:
        return self.signatures_count - self.paper_count

    @property
    def missing_count(self) -> int:
        return max(0, self.threshold - self.signatures_count)

    def is_open(self, at: datetime) -> bool:
        """Signatures are taken now."""
        return self.state in states.OPEN and self.closes_at is not None and at < self.closes_at and self.hidden_at is None


class Member(models.Model):
    """Somebody of the promoting committee; the author is the first."""

    INVITED, ACCEPTED, REFUSED = "invited", "accepted", "refused"
    STATES = [
        (INVITED, pgettext_lazy("committee", "Invited")),
        (ACCEPTED, pgettext_lazy("committee", "Accepted")),
        (REFUSED, pgettext_lazy("committee", "Declined")),
    ]

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="members")
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=STATES, default=INVITED)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["initiative", "voice"], name="initiative_member_once")]
        indexes = [models.Index(fields=["voice", "state"])]


class Step(models.Model):
    """What happened to an initiative, for its history."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=states.CHOICES)
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["initiative", "at"])]


class Sheet(models.Model):
    """A numbered paper sheet: printed, signed, brought back, keyed in line by line."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="sheets")
    number = models.PositiveIntegerField()
    lines_count = models.PositiveSmallIntegerField(default=15)
    printed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)  # every line is keyed in

    class Meta:
        constraints = [models.UniqueConstraint(fields=["initiative", "number"], name="sheet_number_once")]


class Signature(models.Model):
    """One signature. Who signed is sealed; `person_key` (a keyed hash) makes the same person count once. Erased after the end."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="signatures")
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")  # online only
    person_key = models.CharField(max_length=64, null=True, blank=True)
    identity = SealedField(blank=True, default=dict)
    is_paper = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["initiative", "voice"], name="signature_voice_once"),
            models.UniqueConstraint(fields=["initiative", "person_key"], name="signature_person_once"),
        ]
        indexes = [models.Index(fields=["initiative", "at"])]


class SheetLine(models.Model):
    """What came of one line of a sheet. A line that was rejected keeps its reason and nobody's name."""

    ACCEPTED, UNREADABLE, EMPTY, UNSIGNED, UNKNOWN, DOUBLE, YOUNG = (
        "accepted", "unreadable", "empty", "unsigned", "unknown", "double", "young",
    )  # fmt: skip
    RESULTS = [
        (ACCEPTED, pgettext_lazy("line of a sheet", "Counted")),
        (UNREADABLE, pgettext_lazy("line of a sheet", "Not readable, or incomplete")),
        (EMPTY, pgettext_lazy("line of a sheet", "Empty or crossed out")),
        (UNSIGNED, pgettext_lazy("line of a sheet", "Without a signature")),
        (UNKNOWN, pgettext_lazy("line of a sheet", "Not in the list of those who may sign")),
        (DOUBLE, pgettext_lazy("line of a sheet", "Has already signed, online or on paper")),
        (YOUNG, pgettext_lazy("line of a sheet", "Too young")),
    ]

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=10, choices=RESULTS)
    signature = models.OneToOneField(Signature, models.SET_NULL, null=True, blank=True, related_name="line")
    keyed_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="sheet_line_once")]


class Answer(models.Model):
    """What the town answers, with its reasons; a later one adds to the first."""

    ACCEPTED, PARTLY, COUNCIL, DECLINED = "accepted", "partly", "council", "declined"
    OUTCOMES = [
        (ACCEPTED, pgettext_lazy("answer to an initiative", "Accepted")),
        (PARTLY, pgettext_lazy("answer to an initiative", "Accepted in part")),
        (COUNCIL, pgettext_lazy("answer to an initiative", "On the agenda of the council")),
        (DECLINED, pgettext_lazy("answer to an initiative", "Not accepted")),
    ]
    TONES = {ACCEPTED: "good", PARTLY: "town", COUNCIL: "town", DECLINED: "brick"}

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="answers")
    outcome = models.CharField(_("what the town decides"), max_length=10, choices=OUTCOMES)
    text = models.TextField(_("reasons"), max_length=20_000)
    html = models.TextField()
    council_on = models.DateField(_("debated in the council on"), null=True, blank=True)
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("in whose name"), max_length=120)
    given_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["initiative", "given_at"])]

    @property
    def tone(self) -> str:
        return self.TONES[self.outcome]

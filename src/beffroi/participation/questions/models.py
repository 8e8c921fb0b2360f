from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.moderation.models import Rule
from beffroi.ground.media.models import Video
from beffroi.ground.people.models import TOWN_HALL, Account, Voice
from beffroi.kernel.subjects import Subject
from beffroi.participation.questions import states
from beffroi.participation.spaces.models import Component

LISTED = Q(in_list=True)


class AddresseeQuerySet(models.QuerySet):
    def open(self):
        """Those who can be asked now."""
        return self.filter(closed_at=None)


class Addressee(models.Model):
    """Who can be asked: an elected official or a service, with those of the team who prepare the answers."""

    OFFICIAL, SERVICE = "official", "service"
    KINDS = [(OFFICIAL, _("elected official")), (SERVICE, pgettext_lazy("questions", "service"))]

    kind = models.CharField(max_length=10, choices=KINDS, default=SERVICE)
    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=120)
    mandate = models.CharField(_("mandate, or what this service does"), max_length=160, blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)  # the page of the official: spaces.types.officials
    subject_id = models.BigIntegerField(null=True, blank=True)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")  # who gives the answers
    team = models.ManyToManyField(Account, blank=True, related_name="+")  # who prepares them
    position = models.PositiveSmallIntegerField(_("rank"), default=100)
    closed_at = models.DateTimeField(null=True, blank=True)  # no new question from then on
    version = models.PositiveIntegerField(default=1)

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], condition=~Q(subject_kind=""), name="addressee_subject_once")
        ]
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def subject(self) -> Subject | None:
        return Subject(self.subject_kind, self.subject_id) if self.subject_kind and self.subject_id else None


class QuestionQuerySet(models.QuerySet):
    def listed(self):
        """What lists show: not hidden, not merged, not withdrawn, not refused; of processes and pages that are public."""
        return self.filter(in_list=True).filter(
            Q(component=None) | Q(component__published_at__isnull=False, component__process__published_at__isnull=False)
        )

    def waiting(self):
        """An answer is owed."""
        return self.filter(in_list=True, state__in=states.WAITING)


class Question(models.Model):
    """A public question to somebody by name."""

    component = models.ForeignKey(Component, models.CASCADE, null=True, blank=True, related_name="questions")
    addressee = models.ForeignKey(Addressee, models.PROTECT, related_name="questions")
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="questions")
    title = models.CharField(_("your question"), max_length=200)
    text = models.TextField(_("more about it"), max_length=4000, blank=True)
    html = models.TextField(blank=True)
    excerpt = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=8, default="fr")
    state = models.CharField(max_length=12, choices=states.CHOICES, default=states.ASKED)
    reason = models.TextField(blank=True, max_length=1000)  # of the last redirection, refusal or new question
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, blank=True, related_name="+")  # that a refusal cites
    in_list = models.BooleanField(default=True)
    asked_at = models.DateTimeField()
    waits_since = models.DateTimeField()  # the clock that runs, or ran: of the first asking, or of the last
    due_at = models.DateTimeField()  # a copy of what commons.promises keeps, for the order of lists
    answered_at = models.DateTimeField(null=True, blank=True)  # the last answer
    is_in_time = models.BooleanField(null=True)  # of the last answer
    reminded_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    supports_count = models.IntegerField(default=0)
    messages_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    merged_count = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=200, blank=True)  # idempotency key of a network or of an intake
    origin_channel = models.CharField(max_length=30, blank=True)
    origin_address = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)  # every write: what cards are kept under

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="question_origin_once")]
        indexes = [
            models.Index(fields=["-asked_at", "-id"], condition=LISTED, name="question_by_date"),
            models.Index(fields=["-supports_count", "-id"], condition=LISTED, name="question_by_supports"),
            models.Index(fields=["-answered_at", "-id"], condition=LISTED, name="question_by_answer"),
            models.Index(fields=["component", "-asked_at", "-id"], condition=LISTED, name="question_of_component"),
            models.Index(fields=["addressee", "-asked_at"], name="question_of_addressee"),
            models.Index(fields=["due_at", "id"], condition=Q(in_list=True, state__in=states.WAITING), name="question_due"),
            models.Index(fields=["voice", "-asked_at"], name="question_of_voice"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> Subject:
        return Subject("question", self.pk)

    @property
    def waits(self) -> bool:
        return self.in_list and states.STATES[self.state].waits

    @property
    def is_answered(self) -> bool:
        return self.state in states.GIVEN

    @property
    def is_written_down(self) -> bool:
        """Entered by the team for a person at the counter."""
        return self.origin_channel == TOWN_HALL

    def is_late(self, at: datetime) -> bool:
        return self.waits and self.due_at < at


class Answer(models.Model):
    """What is answered. A draft until it is given; several if the question was asked again."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    text = models.TextField(_("answer"), blank=True, max_length=20_000)
    html = models.TextField(blank=True)
    sources = models.JSONField(default=list, blank=True)  # [[label, address]]
    video = models.ForeignKey(Video, models.PROTECT, null=True, blank=True, related_name="+")
    spoken_on = models.DateField(null=True, blank=True)  # the session of the council
    spoken_url = models.URLField(max_length=500, blank=True)
    spoken_seconds = models.PositiveIntegerField(null=True, blank=True)
    spoken_words = models.TextField(blank=True, max_length=20_000)  # what was said, word for word
    drafted_by = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    voice = models.ForeignKey(Voice, models.PROTECT, null=True, blank=True, related_name="+")  # who gave it
    name = models.CharField(max_length=120, blank=True)  # in whose name, as it was then
    mandate = models.CharField(max_length=160, blank=True)
    for_another = models.BooleanField(default=False)  # given by the deputy
    saved_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    yes_count = models.PositiveIntegerField(default=0)  # does it answer the question? (Satisfaction)
    partly_count = models.PositiveIntegerField(default=0)
    no_count = models.PositiveIntegerField(default=0)
    edits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question"], condition=Q(given_at=None), name="question_draft_once"),
            models.CheckConstraint(condition=Q(given_at=None) | ~Q(name=""), name="question_answer_is_signed"),
        ]

    @property
    def is_given(self) -> bool:
        return self.given_at is not None


class Correction(models.Model):
    """What an answer said before it was corrected, and why."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="corrections")
    before = models.TextField()
    why = models.CharField(max_length=300)
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()


class Step(models.Model):
    """Something that became of a question; shown on its page, never changed."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=states.CHOICES)
    reason = models.TextField(blank=True, max_length=1000)
    addressee = models.ForeignKey(Addressee, models.PROTECT, related_name="+")  # to whom it then went
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, blank=True, related_name="+")
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["question", "at"])]


class Merging(models.Model):
    """Similar questions became one. Nothing is destroyed; it can be undone for thirty days."""

    target = models.ForeignKey(Question, models.CASCADE, related_name="mergings")
    sources = models.ManyToManyField(Question, related_name="+")
    reason = models.CharField(_("reason, told to the askers"), max_length=500)
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)


class Satisfaction(models.Model):
    """Does the answer answer the question? Once for each of those who asked or supported."""

    YES, PARTLY, NO = "yes", "partly", "no"
    ANSWERS = [(YES, _("Yes")), (PARTLY, pgettext_lazy("questions", "In part")), (NO, _("No"))]

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="satisfactions")
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")
    value = models.CharField(max_length=6, choices=ANSWERS)
    word = models.CharField(max_length=500, blank=True)  # read by the team only
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "voice"], name="question_satisfaction_once")]

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Voice
from beffroi.participation.spaces.models import Component

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letters(position: int) -> str:
    """1 → A, 26 → Z, 27 → AA: parts have letters, so that they are not taken for the numbers of annotations."""
    said = ""
    while position > 0:
        position, rest = divmod(position - 1, 26)
        said = LETTERS[rest] + said
    return said


class Plan(models.Model):
    """The drawing of one component: a picture, or a layer that we draw."""

    component = models.OneToOneField(Component, models.CASCADE, related_name="plan")
    text = models.TextField(_("what to know before annotating"), blank=True, max_length=10_000)
    html = models.TextField(blank=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    layer = models.JSONField(null=True, blank=True)  # GeoJSON as it came, checked
    drawing = models.TextField(blank=True)  # the SVG made of the layer
    described = models.CharField(_("description of the plan"), max_length=500, blank=True)
    box = models.JSONField(null=True, blank=True)  # west, south, east, north of the layer's drawing
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    annotations_count = models.PositiveIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0)
    drawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    edits = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.component)

    @property
    def is_drawn(self) -> bool:
        return bool(self.box or self.image_id)


class Part(models.Model):
    """A named place on the plan: what one points at without pointing."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    x = models.FloatField()  # 0 to 1 from the left
    y = models.FloatField()  # 0 to 1 from the top
    annotations_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="plan_part_once"),
            models.CheckConstraint(condition=Q(x__gte=0, x__lte=1, y__gte=0, y__lte=1), name="plan_part_inside"),
        ]

    def __str__(self) -> str:
        return f"{self.letter}. {self.name}"

    @property
    def letter(self) -> str:
        return letters(self.position)


LISTED = Q(in_list=True)


class Annotation(models.Model):
    """What somebody says about one place of the plan."""

    IDEA, LIKE, WORRY, QUESTION = "idea", "like", "worry", "question"
    KINDS = [
        (IDEA, pgettext_lazy("plans", "Suggestion")),
        (LIKE, pgettext_lazy("plans", "What I like")),
        (WORRY, pgettext_lazy("plans", "What worries me")),
        (QUESTION, pgettext_lazy("plans", "Question")),
    ]
    TONES = {IDEA: "town", LIKE: "good", WORRY: "brick", QUESTION: "bell"}
    WAITING, STUDIED, TAKEN, DECLINED, SAID = "", "studied", "taken", "declined", "said"
    STATES = [
        (STUDIED, pgettext_lazy("plans", "Being studied")),
        (TAKEN, pgettext_lazy("plans", "Taken into the plan")),
        (DECLINED, pgettext_lazy("plans", "Not taken up")),
        (SAID, pgettext_lazy("plans", "Answered")),
    ]
    STATE_TONES = {STUDIED: "bell", TAKEN: "good", DECLINED: "brick", SAID: "town"}

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="annotations")
    number = models.PositiveIntegerField()  # on its mark; never given twice
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="+")
    part = models.ForeignKey(Part, models.SET_NULL, null=True, blank=True, related_name="annotations")
    x = models.FloatField()
    y = models.FloatField()
    longitude = models.FloatField(null=True, blank=True)  # where the plan is a layer
    latitude = models.FloatField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=KINDS, default=IDEA)
    text = models.TextField(max_length=1500)
    html = models.TextField()
    excerpt = models.CharField(max_length=300)
    in_list = models.BooleanField(default=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=STATES, blank=True, default=WAITING)
    answer = models.TextField(max_length=3000, blank=True)
    answer_html = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    supports_count = models.PositiveIntegerField(default=0)
    messages_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    origin_channel = models.CharField(max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="annotation_number_once"),
            models.CheckConstraint(condition=Q(x__gte=0, x__lte=1, y__gte=0, y__lte=1), name="annotation_inside"),
        ]
        indexes = [
            models.Index(fields=["plan", "-number"], condition=LISTED, name="annotation_by_number"),
            models.Index(fields=["plan", "-supports_count", "-number"], condition=LISTED, name="annotation_by_supports"),
            models.Index(fields=["plan", "-messages_count", "-number"], condition=LISTED, name="annotation_by_messages"),
            models.Index(fields=["part", "-number"], condition=LISTED, name="annotation_of_part"),
            models.Index(fields=["plan", "kind", "-number"], condition=LISTED, name="annotation_of_kind"),
            models.Index(fields=["plan", "number"], condition=Q(in_list=True, state=""), name="annotation_waiting"),
            models.Index(fields=["voice", "-created_at"], name="annotation_of_voice"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.excerpt}"

    @property
    def tone(self) -> str:
        return self.TONES[self.kind]

    @property
    def state_tone(self) -> str:
        return self.STATE_TONES.get(self.state, "")

    @property
    def is_answered(self) -> bool:
        return bool(self.state)

    @property
    def is_there(self) -> bool:
        return self.hidden_at is None and self.withdrawn_at is None

import secrets
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.models import Heard
from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.subjects import Subject

FALSE, MISLEADING, UNPROVEN, TRUE, OUTDATED = "false", "misleading", "unproven", "true", "outdated"
VERDICTS = [
    (FALSE, pgettext_lazy("rumors", "False")),
    (MISLEADING, pgettext_lazy("rumors", "Misleading")),
    (UNPROVEN, pgettext_lazy("rumors", "Unproven")),
    (TRUE, pgettext_lazy("rumors", "True")),
    (OUTDATED, pgettext_lazy("rumors", "Out of date")),
]
MEANINGS = {
    FALSE: _("What is said is not so."),
    MISLEADING: _("Something in it is true, but it leads to believe something else."),
    UNPROVEN: _("Nothing that can be checked says that it is so, or that it is not."),
    TRUE: _("What is said is so."),
    OUTDATED: _("It was so once, and is no longer."),
}
TONES = {FALSE: "brick", MISLEADING: "bell", UNPROVEN: "", TRUE: "good", OUTDATED: "bell"}


def key() -> str:
    """The address where who asked finds what became of it."""
    return secrets.token_urlsafe(16)


class RumorQuerySet(models.QuerySet):
    def public(self):
        return self.filter(state=Rumor.PUBLISHED)

    def live(self):
        """Those that somebody may still mean: neither closed nor part of another."""
        return self.filter(state__in=[Rumor.RECEIVED, Rumor.CHECKED, Rumor.PUBLISHED])


class Rumor(models.Model):
    """Something that is said, and what the town found out. What everybody reads is that of the newest published edition."""

    RECEIVED, CHECKED, PUBLISHED, CLOSED, MERGED = "received", "checked", "published", "closed", "merged"
    STATES = [
        (RECEIVED, pgettext_lazy("rumors", "to check")),
        (CHECKED, pgettext_lazy("rumors", "waits for its second reader")),
        (PUBLISHED, pgettext_lazy("rumors", "published")),
        (CLOSED, pgettext_lazy("rumors", "closed without a verdict")),
        (MERGED, pgettext_lazy("rumors", "part of another")),
    ]
    OPINION, UNCHECKABLE, NOT_OURS, PRIVATE, OVER, WITHDRAWN = "opinion", "uncheckable", "not_ours", "private", "over", "withdrawn"
    REASONS = [
        (OPINION, _("It is an opinion: nobody can say whether it is true.")),
        (UNCHECKABLE, _("We found no way to check it.")),
        (NOT_OURS, _("It is not about the commune: others can check it better.")),
        (PRIVATE, _("It is about somebody’s private life: we do not spread it.")),
        (OVER, _("It no longer circulates: speaking of it would spread it again.")),
        (WITHDRAWN, _("Whoever brought it took it back.")),
    ]

    claim = models.CharField(_("what is said"), max_length=300)
    where = models.CharField(_("where it circulates"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=RECEIVED)
    assigned_to = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="parts")
    verdict = models.CharField(max_length=12, choices=VERDICTS, blank=True)
    headline = models.CharField(max_length=150, blank=True)
    truth = models.CharField(max_length=300, blank=True)
    number = models.PositiveSmallIntegerField(default=0)  # of the edition that is public
    sightings_count = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=12, choices=REASONS, blank=True)
    closing_words = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)  # the newest edition
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RumorQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-changed_at", "-id"], condition=Q(state="published"), name="rumor_public"),
            models.Index(fields=["state", "-created_at", "-id"]),
        ]

    def __str__(self) -> str:
        return self.headline or self.claim

    def get_absolute_url(self) -> str:
        return reverse("rumors:show", args=[self.pk])

    @property
    def subject(self) -> Subject:
        return Subject("rumor", self.pk)

    @property
    def is_public(self) -> bool:
        return self.state == self.PUBLISHED

    @property
    def tone(self) -> str:
        return TONES.get(self.verdict, "")


class SightingQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)


class Sighting(models.Model):
    """Somebody met it somewhere. Never shown to anybody but the team."""

    FORM, DESK, NETWORK, FLAG = "form", "desk", "network", "flag"
    DOORS = [
        (FORM, pgettext_lazy("rumors", "by the form of the site")),
        (DESK, pgettext_lazy("rumors", "written down by the team")),
        (NETWORK, pgettext_lazy("rumors", "in a message to the commune")),
        (FLAG, pgettext_lazy("rumors", "doubted on this site")),
    ]

    rumor = models.ForeignKey(Rumor, models.CASCADE, related_name="sightings")
    door = models.CharField(max_length=8, choices=DOORS)
    text = models.TextField(blank=True)
    where = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    heard = models.ForeignKey(Heard, models.SET_NULL, null=True, blank=True, related_name="+")
    subject_kind = models.CharField(max_length=40, blank=True)  # what was doubted here
    subject_id = models.BigIntegerField(null=True, blank=True)
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="fr")
    key = models.CharField(max_length=32, unique=True, default=key)
    told_at = models.DateTimeField(null=True, blank=True)  # the newest outcome that was told
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # its author objects, or took the message back
    seen_at = models.DateTimeField()

    objects = SightingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], condition=~Q(subject_kind=""), name="rumor_doubted"),
            models.Index(fields=["told_at"], condition=~Q(email=""), name="rumor_addresses"),
        ]

    @property
    def about(self) -> Subject | None:
        return Subject(self.subject_kind, self.subject_id) if self.subject_kind and self.subject_id is not None else None


class Source(models.Model):
    """What the verdict rests upon: anybody can go and look."""

    rumor = models.ForeignKey(Rumor, models.CASCADE, related_name="sources")
    title = models.CharField(pgettext_lazy("rumors", "title"), max_length=200)
    url = models.URLField(pgettext_lazy("rumors", "address"), max_length=500, blank=True)
    publisher = models.CharField(_("who publishes it"), max_length=150)
    dated = models.DateField(pgettext_lazy("rumors", "date"), null=True, blank=True)
    quote = models.CharField(_("what it says"), max_length=600, blank=True)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class Note(models.Model):
    """Between those who check. Never public."""

    rumor = models.ForeignKey(Rumor, models.CASCADE, related_name="notes")
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()


class Merge(models.Model):
    """One rumour became part of another, with what went along: so that it can be undone, and nothing is lost."""

    source = models.ForeignKey(Rumor, models.CASCADE, related_name="merges")
    into = models.ForeignKey(Rumor, models.CASCADE, related_name="taken")
    sightings = models.JSONField(default=list)  # the numbers of what moved
    sources = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    parts = models.JSONField(default=list)  # rumours that were part of it before
    by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source"], condition=Q(undone_at=None), name="rumor_merged_once")]


class Edition(models.Model):
    """One wording of the verdict, with the sources of its day. Published, it never changes: the next one corrects it."""

    DRAFT, WAITING, PUBLISHED = "draft", "waiting", "published"
    STATES = [
        (DRAFT, pgettext_lazy("rumors", "draft")),
        (WAITING, pgettext_lazy("rumors", "waits for its second reader")),
        (PUBLISHED, pgettext_lazy("rumors", "published")),
    ]

    rumor = models.ForeignKey(Rumor, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=STATES, default=DRAFT)
    claim = models.CharField(max_length=300)
    verdict = models.CharField(pgettext_lazy("rumors", "verdict"), max_length=12, choices=VERDICTS, blank=True)
    headline = models.CharField(pgettext_lazy("rumors", "headline"), max_length=150, blank=True)
    truth = models.CharField(_("what is true"), max_length=300, blank=True)
    explanation = models.TextField(pgettext_lazy("rumors", "explanation"), max_length=8000, blank=True)
    correction = models.CharField(_("what this corrects, and why"), max_length=500, blank=True)
    sources = models.JSONField(default=list, blank=True)  # frozen when the second reader is asked
    content_hash = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rumor", "number"], name="rumor_edition_once"),
            models.UniqueConstraint(fields=["rumor"], condition=~Q(state="published"), name="rumor_one_draft"),
        ]

    @property
    def cited(self) -> list[dict[str, Any]]:
        """Its sources, with dates that a page can say."""
        return [row | {"dated": parse_date(row["dated"]) if row["dated"] else None} for row in self.sources]

    @property
    def tone(self) -> str:
        return TONES.get(self.verdict, "")

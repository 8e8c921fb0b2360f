from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account


class PageQuerySet(models.QuerySet["Page"]):
    def public(self) -> "PageQuerySet":
        return self.filter(state=Page.PUBLISHED)

    def to_review(self, today: date) -> "PageQuerySet":
        """Public pages whose day has come: are they still true?"""
        return self.public().filter(review_on__lte=today)


class Page(models.Model):
    """A page that the town writes. The columns of a service are empty for the other kinds, and the other way round."""

    SERVICE, STORY, PLACE, PLAIN = "service", "story", "place", "plain"
    KINDS = [
        (SERVICE, pgettext_lazy("pages", "Service")),
        (STORY, pgettext_lazy("pages", "Story")),
        (PLACE, pgettext_lazy("pages", "Place to see")),
        (PLAIN, pgettext_lazy("pages", "Plain page")),
    ]
    TOLD = (STORY, PLACE)
    DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
    STATES = [
        (DRAFT, pgettext_lazy("pages", "draft")),
        (PUBLISHED, pgettext_lazy("pages", "published")),
        (WITHDRAWN, pgettext_lazy("pages", "withdrawn")),
    ]
    TONES = {DRAFT: "", PUBLISHED: "good", WITHDRAWN: "brick"}

    kind = models.CharField(_("kind of page"), max_length=10, choices=KINDS, default=PLAIN)
    title = models.CharField(pgettext_lazy("pages", "title"), max_length=160)
    slug = models.SlugField(_("word in the address"), max_length=100, unique=True)
    section = models.CharField(_("section"), max_length=80, blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, verbose_name=_("belongs to"), related_name="children")
    summary = models.CharField(_("in short"), max_length=300)
    body = models.TextField(pgettext_lazy("pages", "text"), max_length=40_000, blank=True)
    easy = models.TextField(_("easy-to-read version (FALC)"), max_length=20_000, blank=True)
    language = models.CharField(pgettext_lazy("pages", "language"), max_length=8, choices=settings.LANGUAGES, default="fr")
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")

    # A service.
    for_whom = models.TextField(_("who it is for"), max_length=2000, blank=True)
    bring = models.TextField(_("what to bring"), max_length=2000, blank=True)
    cost = models.CharField(_("what it costs"), max_length=200, blank=True)
    delay = models.CharField(_("how long it takes"), max_length=200, blank=True)
    at_counter = models.BooleanField(_("at the counter of the town hall"), default=False)
    counter_note = models.CharField(_("where and when, if not at the usual hours"), max_length=300, blank=True)
    phone = models.CharField(_("by phone"), max_length=30, blank=True)
    online_url = models.URLField(_("online procedure"), blank=True)
    takes_requests = models.BooleanField(_("by a form on this page"), default=False)
    accessibility = models.TextField(_("accessibility of the service"), max_length=1000, blank=True)
    service = models.CharField(_("service of the town hall"), max_length=120, blank=True)
    service_email = models.EmailField(_("its e-mail address"), blank=True)

    # A story or a place.
    address = models.CharField(_("where it is"), max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    period = models.CharField(_("date or period"), max_length=80, blank=True)
    year = models.SmallIntegerField(_("year, to put stories in order"), null=True, blank=True)
    credits = models.TextField(_("sources and credits"), max_length=2000, blank=True)

    state = models.CharField(max_length=10, choices=STATES, default=DRAFT)
    review_on = models.DateField(_("still true? Ask on"), null=True, blank=True)
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    helped_count = models.PositiveIntegerField(default=0)
    missed_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PageQuerySet.as_manager()

    # What a version keeps, and a form changes.
    WRITTEN = (
        "title", "section", "summary", "body", "easy", "language", "for_whom", "bring", "cost", "delay", "at_counter", "counter_note", "phone",
        "online_url", "takes_requests", "accessibility", "service", "service_email", "address", "longitude", "latitude", "period", "year",
        "credits",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None) | Q(longitude__isnull=False, latitude__isnull=False), name="page_whole_point"
            )
        ]
        indexes = [models.Index(fields=["kind", "state", "title"], name="page_list")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse({self.SERVICE: "services:show", self.PLAIN: "pages:show"}.get(self.kind, "stories:show"), args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.state == self.PUBLISHED

    @property
    def is_told(self) -> bool:
        return self.kind in self.TOLD

    @property
    def drawing(self) -> str:
        """For a card without a picture."""
        return "belfry" if self.kind == self.PLACE else "book"

    @property
    def tone(self) -> str:
        return self.TONES[self.state]

    @property
    def written(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.WRITTEN} | {"image": self.image_id}


class Proposal(models.Model):
    """What a public page is to say next, where somebody has to approve it first; until then the public reads the earlier text."""

    page = models.OneToOneField(Page, models.CASCADE, related_name="proposal")
    content = models.JSONField()
    note = models.CharField(max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()


class PageVersion(models.Model):
    """What a page said; any can be taken up again."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    note = models.CharField(_("what changed"), max_length=160, blank=True)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="page_version_once")]
        ordering = ["-number"]


class Opinion(models.Model):
    """Did this page help? One for each visitor; the visitor is forgotten after some months, the answer stays."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="opinions")
    visitor = models.CharField(max_length=64, blank=True)
    helped = models.BooleanField()
    missing = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "visitor"], condition=~Q(visitor=""), name="page_opinion_once")]

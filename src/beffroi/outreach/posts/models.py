from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account


class PostQuerySet(models.QuerySet):
    def due(self, at: datetime):
        """Approved, and its hour has come."""
        return self.filter(Q(publish_at=None) | Q(publish_at__lte=at), state=Post.APPROVED)

    def missed(self, at: datetime):
        """Its hour has come and nobody approved it."""
        return self.filter(state__in=[Post.DRAFT, Post.SUBMITTED, Post.CHANGES], publish_at__lte=at)


class Post(models.Model):
    """One thing the town says."""

    DRAFT, SUBMITTED, CHANGES, APPROVED, PUBLISHED, WITHDRAWN = "draft", "submitted", "changes", "approved", "published", "withdrawn"
    STATES = [
        (DRAFT, _("draft")),
        (SUBMITTED, _("waiting for approval")),
        (CHANGES, _("changes asked")),
        (APPROVED, _("approved")),
        (PUBLISHED, _("published")),
        (WITHDRAWN, _("withdrawn")),
    ]

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    language = models.CharField(max_length=8, default="fr")
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    drawing = models.CharField(max_length=60, blank=True)
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    about = models.CharField(max_length=60, blank=True)  # "kind:id"
    comments_open = models.BooleanField(_("open to comments"), default=True)
    correction = models.TextField(_("correction"), blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=DRAFT)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    missed_told_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="post_origin_once")]
        indexes = [models.Index(fields=["state", "publish_at"]), models.Index(fields=["-updated_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def is_editable(self) -> bool:
        return self.state != self.WITHDRAWN

    @property
    def is_public(self) -> bool:
        return self.state == self.PUBLISHED

    @property
    def tone(self) -> str:
        """The tone of its state's badge (ui)."""
        return {self.PUBLISHED: "good", self.APPROVED: "town", self.SUBMITTED: "bell", self.CHANGES: "bell"}.get(self.state, "")


class Outlet(models.Model):
    """A channel account chosen for a post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="outlets")
    account = models.ForeignKey(ChannelAccount, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "account"], name="outlet_once")]


class PostVersion(models.Model):
    """What a post said before and after each edit; never changed."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="post_version_once")]


class Note(models.Model):
    """What the team says to one another about a draft."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="notes")
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()

from datetime import datetime
from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.media.models import Image, Video
from beffroi.ground.people.models import Account
from beffroi.outreach.posts.models.reuse import Series, Template
from beffroi.outreach.strategy.models import Campaign, Objective


class PostQuerySet(models.QuerySet):
    def due(self, at: datetime):
        """Approved in time, and its hour has come."""
        return self.filter(Q(publish_at=None) | Q(publish_at__lte=at), state=Post.APPROVED, missed_told_at=None)

    def missed(self, at: datetime):
        """Its hour has come and nobody had approved it; until it is given another hour."""
        unapproved = Q(state__in=[Post.DRAFT, Post.SUBMITTED, Post.CHANGES])
        return self.filter(unapproved | Q(state=Post.APPROVED, missed_told_at__isnull=False), publish_at__lte=at)

    def quizzes(self):
        """Published with a question whose right answer was not said yet."""
        return self.filter(state=Post.PUBLISHED, quiz_over_at=None, poll__has_key="right")

    def over(self, at: datetime):
        """Published, and what it says is not current any more."""
        return self.filter(state=Post.PUBLISHED, over_at=None, valid_until__lte=at).exclude(when_over=Post.KEEP)


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
    NEWS, PRACTICAL, EVENT, PARTICIPATION, CAMPAIGN = "news", "practical", "event", "participation", "campaign"
    ALERT, CRISIS, TRIBUNE, LEGAL = "alert", "crisis", "tribune", "legal"
    KINDS = [
        (NEWS, pgettext_lazy("posts kind", "News")),
        (PRACTICAL, pgettext_lazy("posts kind", "Practical information")),
        (EVENT, pgettext_lazy("posts kind", "Event")),
        (PARTICIPATION, pgettext_lazy("posts kind", "Participation")),
        (CAMPAIGN, pgettext_lazy("posts kind", "Campaign")),
        (ALERT, pgettext_lazy("posts kind", "Alert")),
        (CRISIS, pgettext_lazy("posts kind", "Crisis")),
        (LEGAL, pgettext_lazy("posts kind", "Legal notice")),
        (TRIBUNE, pgettext_lazy("posts kind", "Words of a group")),
    ]
    KEEP, SAY, TAKE_BACK = "keep", "say", "withdraw"
    ENDS = [
        (KEEP, _("Nothing: it stays as it is")),
        (SAY, _("Say on it that it is no longer current")),
        (TAKE_BACK, _("Withdraw it")),
    ]

    AUTO, ALWAYS, NEVER = "auto", "yes", "no"
    LINES = [
        (AUTO, _("If more than the spelling has changed")),
        (ALWAYS, _("Yes: a line “Corrected on…” stands with the text")),
        (NEVER, _("No: the text is changed without a word")),
    ]

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    short_text = models.TextField(_("text for short networks"), max_length=2000, blank=True)  # where at most 500 characters fit
    language = models.CharField(_("language"), max_length=8, default="fr")
    kind = models.CharField(_("kind of publication"), max_length=15, choices=KINDS, default=NEWS)
    link = models.CharField(_("page to point to"), max_length=1000, blank=True)
    hashtags = models.CharField(_("hashtags"), max_length=300, blank=True)  # words between commas
    poll = models.JSONField(null=True, blank=True)  # {"options": [...], "hours": 24, "several": false}; a quiz: "right", "explanation"
    quiz_over_at = models.DateTimeField(null=True, blank=True)
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, verbose_name=_("goes on from"), related_name="followed_by"
    )  # the part before, in a thread
    drawing = models.CharField(max_length=60, blank=True)
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    about = models.CharField(max_length=60, blank=True)  # "kind:id"
    comments_open = models.BooleanField(_("open to comments"), default=True)
    correction = models.TextField(_("correction"), blank=True)
    correction_line = models.CharField(_("say so on networks"), max_length=5, choices=LINES, default=AUTO)
    corrected_at = models.DateTimeField(null=True, blank=True)  # when the correction was last written
    state = models.CharField(max_length=10, choices=STATES, default=DRAFT)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    missed_told_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(_("current until"), null=True, blank=True)
    when_over = models.CharField(_("and then"), max_length=10, choices=ENDS, default=KEEP)
    over_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    campaign = models.ForeignKey(Campaign, models.SET_NULL, verbose_name=_("campaign"), null=True, blank=True, related_name="+")
    objective = models.ForeignKey(Objective, models.SET_NULL, verbose_name=_("objective"), null=True, blank=True, related_name="+")
    video = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="+")
    template = models.ForeignKey(Template, models.SET_NULL, null=True, blank=True, related_name="posts")
    series = models.ForeignKey(Series, models.SET_NULL, null=True, blank=True, related_name="posts")
    origin = models.CharField(max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="post_origin_once")]
        indexes = [
            models.Index(fields=["state", "publish_at"]),
            models.Index(fields=["-updated_at"]),
            models.Index(fields=["valid_until"], condition=Q(state="published", over_at=None), name="post_still_current"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_editable(self) -> bool:
        return self.state != self.WITHDRAWN

    @property
    def is_public(self) -> bool:
        return self.state == self.PUBLISHED

    def is_missed(self, at: datetime) -> bool:
        """Not published at its hour, because nobody had approved it then."""
        if self.publish_at is None or self.publish_at > at or self.state in (self.PUBLISHED, self.WITHDRAWN):
            return False
        return self.state != self.APPROVED or self.missed_told_at is not None

    @property
    def tone(self) -> str:
        """The tone of its state's badge (ui)."""
        return {self.PUBLISHED: "good", self.APPROVED: "town", self.SUBMITTED: "bell", self.CHANGES: "bell"}.get(self.state, "")

    @cached_property
    def image(self) -> Image | None:
        """Its first picture."""
        row = self.pictures.select_related("image").first()
        return row.image if row else None


class PostPicture(models.Model):
    """A picture of a post; its description and focal point are the picture's own."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="pictures")
    image = models.ForeignKey(Image, models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["post", "image"], name="post_picture_once")]


class PictureRight(models.Model):
    """Until when a picture may be shown: the consent of whoever is on it, or of whoever made it."""

    image = models.OneToOneField(Image, models.CASCADE, related_name="+")
    until = models.DateField(_("may be shown until"))

    class Meta:
        indexes = [models.Index(fields=["until"])]


class Outlet(models.Model):
    """A channel account chosen for a post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="outlets")
    account = models.ForeignKey(ChannelAccount, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "account"], name="outlet_once")]


class Variant(models.Model):
    """What one account says otherwise. Empty fields inherit; it stays when the account is unticked, and counts for nothing then."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="variants")
    account = models.ForeignKey(ChannelAccount, models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    title = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)  # "": as the post; "*": every language, one after the other
    form = models.CharField(max_length=10, blank=True)
    has_link = models.BooleanField(default=True)
    has_poll = models.BooleanField(default=True)
    has_clip = models.BooleanField(default=True)
    pictures = models.JSONField(null=True, blank=True)  # ids in order; None: as the post
    crops = models.JSONField(default=dict)  # {image id: [left, top, right, bottom]}
    first_comment = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "account"], name="variant_once")]


class Wording(models.Model):
    """The same post in another language."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["post", "language"], name="wording_once")]


class Claim(models.Model):
    """Where a figure or a statement comes from; the validator reads it, the public does not."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="claims")
    claim = models.CharField(max_length=300)
    source = models.CharField(max_length=300)
    url = models.URLField(max_length=1000, blank=True)

    class Meta:
        ordering = ["pk"]


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

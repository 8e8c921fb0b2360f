"""What is written once and used again: templates, series, the address book; and what is being written."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account


class Template(models.Model):
    """A text with named blanks, `{place}`; a holding statement waits for its hazard."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind of publication"), max_length=15, default="news")
    hazard = models.CharField(_("for which hazard"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    hashtags = models.CharField(_("hashtags"), max_length=300, blank=True)
    blocks = models.JSONField(default=dict)  # {kind of channel: another text}
    valid_hours = models.PositiveSmallIntegerField(_("current for how many hours"), null=True, blank=True)
    origin = models.CharField(max_length=60, blank=True)  # of those that come with the site
    author = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="template_origin_once")]

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """A post that comes again: drafts made ahead, or the same words as long as somebody says that they are still true."""

    WEEKLY, MONTHLY = "WEEKLY", "MONTHLY"
    RHYTHMS = [(WEEKLY, pgettext_lazy("posts rhythm", "every week")), (MONTHLY, pgettext_lazy("posts rhythm", "every month"))]

    model = models.ForeignKey("posts.Post", models.CASCADE, related_name="repeated_by")
    rhythm = models.CharField(_("at which rhythm"), max_length=10, choices=RHYTHMS)
    interval = models.PositiveSmallIntegerField(_("every how many"), default=1)
    next_at = models.DateTimeField(_("next time"))
    first_day = models.PositiveSmallIntegerField(default=1)  # of the month, so that the 31st comes back after February
    ends_on = models.DateField(_("last day"))
    days_ahead = models.PositiveSmallIntegerField(_("draft made how many days ahead"), default=7)
    is_evergreen = models.BooleanField(_("same words each time"), default=False)
    review_months = models.PositiveSmallIntegerField(_("ask “still true?” every how many months"), default=6)
    made_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=Q(stopped_at=None), name="series_running")]

    def __str__(self) -> str:
        return str(self.model)

    @property
    def rule(self) -> str:
        """As iCal says it (RFC 5545)."""
        words = {"FREQ": self.rhythm, "INTERVAL": str(self.interval), "UNTIL": self.ends_on.strftime("%Y%m%d")}
        if self.rhythm == self.MONTHLY:
            words["BYMONTHDAY"] = str(self.first_day)
        return ";".join(f"{name}={value}" for name, value in words.items())


class Handle(models.Model):
    """How somebody is called on each network; `@[Name]` in a text becomes it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    addresses = models.JSONField(default=dict)  # {kind of channel: "@someone"}
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PostDraft(models.Model):
    """What one person is typing now, kept every twenty seconds until it is kept for good."""

    person = models.ForeignKey(Account, models.CASCADE, related_name="+")
    post = models.ForeignKey("posts.Post", models.CASCADE, null=True, blank=True, related_name="drafts")
    data = models.JSONField(default=dict)  # the fields of the form as typed
    base_version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "post"], name="post_draft_once"),
            models.UniqueConstraint(fields=["person"], condition=Q(post=None), name="post_draft_new_once"),
        ]

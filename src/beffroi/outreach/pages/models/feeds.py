from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FeedSource(models.Model):
    """A feed of another website that the town keeps, and how it is."""

    name = models.CharField(_("name of the website"), max_length=120)
    url = models.URLField(_("address of the feed"), max_length=500, unique=True)
    language = models.CharField(pgettext_lazy("feed", "language"), max_length=8, choices=settings.LANGUAGES, default="fr")
    is_on = models.BooleanField(_("follow it"), default=True)
    etag = models.CharField(max_length=300, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class FeedEntry(models.Model):
    """An entry that was seen, so that it becomes a draft once, however often it comes back."""

    source = models.ForeignKey(FeedSource, models.CASCADE, related_name="entries")
    digest = models.CharField(max_length=64)  # of its guid
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField()
    is_offered = models.BooleanField(default=False)  # old ones of a new source are only noted

    class Meta:
        ordering = ["-found_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["source", "digest"], name="feed_entry_once")]


class WidgetSettings(models.Model):
    """Which websites may frame our widgets (row 1); nobody at first."""

    sites = models.JSONField(default=list)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="widget_settings_is_one")]

    @classmethod
    def current(cls) -> "WidgetSettings":
        return cls.objects.filter(pk=1).first() or cls(pk=1)

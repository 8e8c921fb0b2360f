from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.outreach.pages.models.page import Page


class Trail(models.Model):
    """A walk from place to place."""

    title = models.CharField(pgettext_lazy("trail", "title"), max_length=160)
    slug = models.SlugField(max_length=100, unique=True)
    summary = models.CharField(_("in short"), max_length=300)
    duration = models.CharField(_("how long the walk is"), max_length=80, blank=True)
    accessibility = models.TextField(_("for whom: steps, slopes, benches"), max_length=1000, blank=True)
    is_public = models.BooleanField(_("published"), default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("stories:trail", args=[self.slug])


class TrailStop(models.Model):
    trail = models.ForeignKey(Trail, models.CASCADE, related_name="stops")
    page = models.ForeignKey(Page, models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["trail", "page"], name="trail_stop_once"),
            models.UniqueConstraint(fields=["trail", "position"], name="trail_position_once"),
        ]

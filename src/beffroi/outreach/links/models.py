from django.db import models
from django.db.models import Q
from django.urls import reverse


class Link(models.Model):
    """A short address that leads to one registered target, and nowhere else."""

    slug = models.CharField(max_length=16, unique=True)
    target = models.CharField(max_length=1000)  # an absolute address, or a path of this site
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    channel = models.CharField(max_length=30)  # kind of channel where it is published
    place = models.CharField(max_length=60, blank=True)  # the account there; two accounts have two links
    campaign = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id", "channel", "place", "target"], name="short_link_once")]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("links:follow", args=[self.slug])


class Visits(models.Model):
    """How often a link was followed on one day."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="visits")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "day"], name="visits_once_a_day"),
            models.CheckConstraint(condition=Q(count__gte=0), name="visits_not_negative"),
        ]

from django.db import models

from beffroi.channels.base.models import Account


class Entry(models.Model):
    """One entry of the town's feed. A withdrawn one leaves the feed and keeps its key."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    link = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=8, default="fr")
    image_id = models.BigIntegerField(null=True, blank=True)
    image_alt = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="entry_once_per_key")]
        indexes = [models.Index(fields=["-published_at", "-id"])]

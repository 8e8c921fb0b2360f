from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.people.models import Account
from beffroi.ground.places.models import District
from beffroi.kernel.sealing import SealedField


class Keys(models.Model):
    """The town's own pair (row 1): by it, push services know who sends."""

    public = models.CharField(max_length=100)
    private = SealedField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="webpush_keys_are_one")]


class Subscription(models.Model):
    """One browser that asked for the news. Its endpoint is an address and a secret at once."""

    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    topics = models.JSONField(default=list)  # slugs of tags; empty: all the news
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=8, default="fr")
    made_at = models.DateTimeField()
    last_sent_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)


class Notice(models.Model):
    """One publication on its way to the subscribers, batch by batch; `reached` is the last subscription that was served.

    A batch interrupted in its middle is sent again: the Topic makes the second notification replace the first.
    """

    account = models.ForeignKey(ChannelAccount, models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=150)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=8, default="fr")
    topics = models.JSONField(default=list)
    districts = models.JSONField(default=list)  # ids; empty: the whole town
    reached = models.BigIntegerField(default=0)
    sent_count = models.PositiveIntegerField(default=0)
    gone_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(_("all were served"), null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="notice_once_per_key")]
        indexes = [models.Index(fields=["-made_at", "-id"])]

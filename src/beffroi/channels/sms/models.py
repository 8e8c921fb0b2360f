from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.people.models import Account
from beffroi.ground.places.models import District


class Subscriber(models.Model):
    """A number whose owner typed the code that it received."""

    number = models.CharField(_("mobile number"), max_length=16, unique=True)  # E.164
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    topics = models.JSONField(default=list)  # slugs of tags; empty: all the news
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField()


class Stopped(models.Model):
    """A number that answered STOP: nothing is sent to it, whoever asks, until its owner subscribes again."""

    number = models.CharField(max_length=16, unique=True)
    at = models.DateTimeField()


class Notice(models.Model):
    """One publication as a text message."""

    account = models.ForeignKey(ChannelAccount, models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    text = models.TextField()
    parts = models.PositiveSmallIntegerField(default=1)  # messages billed for each number
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="sms_notice_once_per_key")]
        indexes = [models.Index(fields=["-made_at", "-id"])]


class Sending(models.Model):
    """One text message to one number. `tag` is the reference under which the provider knows it."""

    WAITING, SENDING, CHECKING, SENT, FAILED, UNKNOWN = "waiting", "sending", "checking", "sent", "failed", "unknown"

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="sendings")
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, default=WAITING)
    tag = models.CharField(max_length=20, blank=True)
    looks = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "subscriber"], name="sms_sending_once")]
        indexes = [models.Index(fields=["notice", "id"], condition=Q(state__in=["waiting", "checking"]), name="sms_to_do")]


class Bill(models.Model):
    """What one account spent in one month."""

    account = models.ForeignKey(ChannelAccount, models.CASCADE, related_name="+")
    month = models.CharField(max_length=7)  # 2026-03
    messages = models.PositiveIntegerField(default=0)
    millis = models.PositiveIntegerField(default=0)  # thousandths of a euro

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "month"], name="sms_bill_once")]

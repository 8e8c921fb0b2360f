from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.people.models import Account

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


class Slot(models.Model):
    """An hour of the week at which the team agreed to publish on an account."""

    account = models.ForeignKey(ChannelAccount, models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=WEEKDAYS)
    hour = models.TimeField(_("hour"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "weekday", "hour"], name="slot_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="slot_weekday"),
        ]


class Quota(models.Model):
    """How many publications a week are enough for an account. Beyond it the calendar warns."""

    account = models.OneToOneField(ChannelAccount, models.CASCADE, related_name="+")
    per_week = models.PositiveSmallIntegerField(_("at most a week"))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(per_week__gte=1), name="quota_is_something")]


class FeedKey(models.Model):
    """The secret address of a person's feed. Only its fingerprint is kept."""

    person = models.ForeignKey(Account, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(revoked_at=None), name="feed_key_lives_once")]

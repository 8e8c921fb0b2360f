from django.db import models

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.models import Delivery
from beffroi.ground.people.models import Account


class Duty(models.Model):
    """Who posts on one account; without a person, everybody who may is told."""

    account = models.OneToOneField(ChannelAccount, models.CASCADE, related_name="+")
    person = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")


class Prompt(models.Model):
    """One publication that waits for a person: when she was told, and reminded."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, related_name="+")
    told_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)

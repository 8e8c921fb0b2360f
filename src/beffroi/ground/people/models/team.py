from django.db import models
from django.db.models import F, Q

from beffroi.ground.people.models.accounts import Account


class Representation(models.Model):
    """A member of the team acts for a person, for a stated reason and half an hour at most."""

    agent = models.ForeignKey(Account, models.PROTECT, related_name="+")
    person = models.ForeignKey(Account, models.PROTECT, related_name="representations")
    reason = models.CharField(max_length=300)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(agent=F("person")), name="representation_of_another"),
            models.CheckConstraint(condition=~Q(reason=""), name="representation_has_reason"),
            models.UniqueConstraint(fields=["agent"], condition=Q(ended_at=None), name="representation_one_at_a_time"),
        ]
        indexes = [models.Index(fields=["person", "-started_at"])]


class RepresentedAct(models.Model):
    """One act done in a representation: which page, and where it led."""

    representation = models.ForeignKey(Representation, models.CASCADE, related_name="acts")
    view = models.CharField(max_length=120)
    path = models.CharField(max_length=300)
    led_to = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["led_to"])]


class Reading(models.Model):
    """A member of the team read personal data. Kept a year; the person may see who."""

    reader = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="readings")
    what = models.CharField(max_length=60)  # a word of `people.readings.WHATS`
    detail = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "-at"]), models.Index(fields=["-at"])]

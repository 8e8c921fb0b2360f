"""What is asked of people, what they asked to hear, and codes by which they say who they are."""

import secrets

from django.db import models
from django.utils.translation import pgettext_lazy

from beffroi.kernel.sealing import SealedField
from beffroi.participation.reports.models.reports import Report
from beffroi.participation.reports.models.routing import Category


def new_key() -> str:
    return secrets.token_urlsafe(24)


class Questionnaire(models.Model):
    """Four weeks later: is it repaired? Answered once, by the link of the message."""

    YES, NO, UNKNOWN = "yes", "no", "unknown"
    ANSWERS = [
        (YES, pgettext_lazy("reports questionnaire", "Yes")), (NO, pgettext_lazy("reports questionnaire", "No")),
        (UNKNOWN, pgettext_lazy("reports questionnaire", "I do not know")),
    ]  # fmt: skip

    report = models.ForeignKey(Report, models.CASCADE, related_name="questionnaires")
    key = models.CharField(max_length=40, unique=True, default=new_key)
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    repaired = models.CharField(max_length=8, choices=ANSWERS, blank=True)
    first_time = models.BooleanField(null=True)  # had never reported anything to a town before
    state_before = models.CharField(max_length=16, blank=True)
    state_after = models.CharField(max_length=16, blank=True)

    class Meta:
        indexes = [models.Index(fields=["report", "sent_at"])]


class Alert(models.Model):
    """Somebody hears by mail of what is reported around a place. Confirmed by a link; ended by one click."""

    key = models.CharField(max_length=40, unique=True, default=new_key)  # of the links that confirm and end it
    email = models.EmailField()
    place = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField()
    latitude = models.FloatField()
    metres = models.PositiveIntegerField(default=500)
    categories = models.ManyToManyField(Category, blank=True, related_name="+")  # none: all
    language = models.CharField(max_length=8, default="fr")
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # what was reported later is still to tell

    class Meta:
        indexes = [models.Index(fields=["confirmed_at", "told_at"])]


class PhoneCode(models.Model):
    """A report that waits for the code sent to a telephone. The number is sealed, the code kept as a hash."""

    key = models.CharField(max_length=40, unique=True, default=new_key)
    phone = SealedField(default=dict, blank=True)
    code = models.CharField(max_length=128)  # hashed
    data = models.JSONField(default=dict)  # the report, as actions.open_report takes it
    language = models.CharField(max_length=8, default="fr")
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    report = models.ForeignKey(Report, models.CASCADE, null=True, blank=True, related_name="+")  # what it became

    class Meta:
        indexes = [models.Index(fields=["expires_at"])]

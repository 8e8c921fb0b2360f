from django.db import models
from django.db.models import Q


class Record(models.Model):
    """One fact, as it was told."""

    name = models.CharField(max_length=100)
    data = models.JSONField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["name", "recorded_at"])]


class Job(models.Model):
    """One run asked for."""

    name = models.CharField(max_length=200)
    queue = models.CharField(max_length=40, default="default")
    data = models.JSONField(default=dict)
    unique = models.CharField(max_length=200, blank=True)
    run_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["run_at"], condition=Q(done_at=None), name="job_waiting")]


class Edition(models.Model):
    """One row: the number that grows with every public change."""

    number = models.BigIntegerField(default=1)

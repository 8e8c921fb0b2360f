from django.db import models
from django.db.models import F, Q


class Record(models.Model):
    """One fact, as it was told."""

    name = models.CharField(max_length=100)
    data = models.JSONField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["name", "recorded_at"])]


WAITING = Q(claimed_at=None, done_at=None, failed_at=None)
RUNNING = Q(claimed_at__isnull=False, done_at=None, failed_at=None)


class JobQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(WAITING)

    def running(self):
        return self.filter(RUNNING)

    def failed(self):
        """Given up: for the desk, which may try them again or forget them."""
        return self.filter(failed_at__isnull=False)


class Job(models.Model):
    """One run asked for: it waits, is claimed under a lease by one worker, then is done or has failed for good."""

    name = models.CharField(max_length=200)
    queue = models.CharField(max_length=40, default="default")
    host = models.CharField(max_length=255, blank=True)  # jobs that speak to one host take turns
    data = models.JSONField(default=dict)
    unique = models.CharField(max_length=200, blank=True)
    run_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["run_at", "id"], condition=WAITING, name="job_waiting"),
            models.Index(fields=["lease_until"], condition=RUNNING, name="job_running"),
            models.Index(fields=["failed_at"], condition=Q(failed_at__isnull=False), name="job_failed"),
            models.Index(fields=["done_at"], condition=Q(done_at__isnull=False), name="job_done"),
        ]
        constraints = [models.UniqueConstraint(fields=["unique"], condition=WAITING & ~Q(unique=""), name="job_waits_once")]


class Periodic(models.Model):
    """When a task that runs by itself is due next."""

    name = models.CharField(max_length=200, primary_key=True)
    due_at = models.DateTimeField()


class Pulse(models.Model):
    """A worker's sign of life."""

    worker = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()


class Edition(models.Model):
    """The number that grows with every public change: the sum of these rows (one on SQLite, many on PostgreSQL)."""

    number = models.BigIntegerField(default=1)


class Entry(models.Model):
    """One public act in the ledger; each entry holds the hash of the one before. Ids and hashes, no words of persons."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"]), models.Index(fields=["kind", "at"])]
        constraints = [models.CheckConstraint(condition=Q(sequence__gte=1) & ~Q(hash=F("previous")), name="entry_in_chain")]


class Tries(models.Model):
    """How often something was tried in one window of time; the key is a keyed hash that changes daily."""

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    window_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "key", "window_at"], name="tries_once")]


class Mail(models.Model):
    """One mail to send, or sent lately; forgotten after a month."""

    key = models.CharField(max_length=200, unique=True)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    unsubscribe = models.CharField(max_length=500, blank=True)
    headers = models.JSONField(default=dict)  # of a mail that belongs to a conversation
    language = models.CharField(max_length=8, default="fr")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account as Person
from beffroi.kernel.sealing import SealedField


class AccountQuerySet(models.QuerySet):
    def working(self):
        return self.filter(paused_at=None, closed_at=None)

    def speaking(self):
        """Those that can publish: what is offered for a post, an alert."""
        return self.filter(closed_at=None, publishes=True)

    def public(self):
        """What the register of official accounts shows."""
        return self.filter(closed_at=None, is_listed=True)


class Account(models.Model):
    """The town's account on one channel."""

    kind = models.CharField(max_length=30)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=300, blank=True)  # where people find it
    remote_id = models.CharField(max_length=300, blank=True)  # how the network names it
    settings = models.JSONField(default=dict)
    secrets = SealedField(blank=True, default=dict)
    read_limits = models.JSONField(default=dict)  # as the network publishes them
    limits_read_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)  # when the consent ends
    reminded_days = models.PositiveSmallIntegerField(null=True, blank=True)  # the last reminder: days before the end
    probed_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)  # what the last probe or call found, in words
    needs_consent = models.BooleanField(default=False)  # only a person can connect it again
    busy_until = models.DateTimeField(null=True, blank=True)  # the network asked to wait
    heard_at = models.DateTimeField(null=True, blank=True)  # what came in was read up to here
    publishes = models.BooleanField(default=True)  # False: it only hears and answers (a mailbox)
    is_default = models.BooleanField(_("proposed for every new post"), default=True)
    is_listed = models.BooleanField(_("shown in the public register"), default=True)
    speaks = models.CharField(_("who speaks through it"), max_length=300, blank=True)
    audience = models.CharField(_("for whom, and why"), max_length=300, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="channel_account_once")]

    def __str__(self) -> str:
        return self.name


class DeliveryQuerySet(models.QuerySet):
    def due(self, at: datetime):
        return self.filter(state__in=[Delivery.WAITING, Delivery.CHECKING], next_at__lte=at)

    def of(self, kind: str, id: int):
        return self.filter(subject_kind=kind, subject_id=id)


class Delivery(models.Model):
    """One publication on one account: its state, key, tries and errors are here and nowhere else."""

    WAITING, PREPARING, SENDING, CHECKING, BY_HAND = "waiting", "preparing", "sending", "checking", "by_hand"
    SENT, FAILED, UNKNOWN, WITHDRAWN, STOPPED, MISSED = "sent", "failed", "unknown", "withdrawn", "stopped", "missed"
    STATES = [
        (WAITING, _("waiting")),
        (PREPARING, _("being prepared")),
        (SENDING, _("being sent")),
        (CHECKING, _("being checked")),
        (BY_HAND, _("waiting for a person")),
        (SENT, _("published")),
        (FAILED, _("failed")),
        (UNKNOWN, _("uncertain")),
        (WITHDRAWN, _("withdrawn")),
        (STOPPED, _("stopped before it went out")),
        (MISSED, _("too late: not sent")),
    ]

    account = models.ForeignKey(Account, models.PROTECT, related_name="deliveries")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    key = models.CharField(max_length=100, unique=True)
    message = models.JSONField()  # frozen as it was approved
    content_hash = models.CharField(max_length=64)
    answers = models.ForeignKey("Heard", models.SET_NULL, null=True, blank=True, related_name="answers")  # goes out as its answer
    is_answer = models.BooleanField(default=False)  # still true when what it answers is forgotten
    state = models.CharField(max_length=12, choices=STATES, default=WAITING)
    handles = models.JSONField(default=dict)  # what was staged: uploads, containers
    priority = models.PositiveSmallIntegerField(default=5)  # 0 first: alerts
    cost = models.PositiveIntegerField(default=0)  # thousandths of a euro
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)  # later it would mislead
    begun_at = models.DateTimeField(null=True, blank=True)  # the irreversible call
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    remote_id = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=500, blank=True)
    error = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["priority", "next_at"], condition=Q(state__in=["waiting", "checking"]), name="delivery_waiting"),
            models.Index(fields=["claimed_at"], condition=Q(state__in=["preparing", "sending"]), name="delivery_at_work"),
            models.Index(fields=["account", "remote_id"]),
            models.Index(fields=["account", "-settled_at"]),
        ]

    @property
    def tone(self) -> str:
        """The tone of its state's badge (ui)."""
        return {
            self.SENT: "good",
            self.FAILED: "brick",
            self.UNKNOWN: "brick",
            self.STOPPED: "bell",
            self.BY_HAND: "bell",
            self.MISSED: "brick",
        }.get(self.state, "")

    @property
    def can_be_retried(self) -> bool:
        return self.state in (self.FAILED, self.STOPPED, self.MISSED)


class DeliveryEvent(models.Model):
    """What happened to a delivery, in order; never changed."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    word = models.CharField(max_length=30)
    detail = models.TextField(blank=True)


class Heard(models.Model):
    """Something said to the town on a network, as it came. Conversations are made of it above (the inbox)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="heard")
    remote_id = models.CharField(max_length=500)
    kind = models.CharField(max_length=12)
    author_address = models.CharField(max_length=300)  # as she is called there now
    author_key = models.CharField(max_length=300, blank=True)  # how she is known for good: names may change hands
    author_name = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=8, blank=True)
    in_reply_to = models.CharField(max_length=500, blank=True)
    root = models.CharField(max_length=500, blank=True)
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, blank=True, related_name="heard")
    is_private = models.BooleanField(default=False)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    sent_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    refused = models.TextField(blank=True)  # why the network did not do what moderation decided
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "remote_id"], name="heard_once")]
        indexes = [models.Index(fields=["-sent_at", "-id"]), models.Index(fields=["account", "author_key"])]


class Measure(models.Model):
    """One figure that a network gave of a publication or of an account, at one moment."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="measures")
    delivery = models.ForeignKey(Delivery, models.CASCADE, null=True, blank=True, related_name="measures")
    name = models.CharField(max_length=30)
    value = models.BigIntegerField(null=True, blank=True)
    status = models.CharField(max_length=12, default="ok")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["delivery", "name", "-at"]), models.Index(fields=["account", "name", "-at"])]


class Errand(models.Model):
    """Consent being asked on a network's own pages: what is kept, sealed, until the person is back."""

    state = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=30)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    kept = SealedField(default=dict)
    found = SealedField(blank=True, default=dict)  # the accounts to choose from, once back
    made_at = models.DateTimeField()

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account


class Archive(models.Model):
    """All that is kept of one person, as one file, for a week."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    requested_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    path = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(ready_at=None), name="archive_one_being_made"),
        ]


class Erasure(models.Model):
    """An account asked to go. The row stays, without the account, as the proof that it was done in time."""

    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    is_by_rule = models.BooleanField(default=False)  # a sleeping account, not a person's wish

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(done_at=None, cancelled_at=None), name="erasure_one_waiting"),
            models.CheckConstraint(condition=Q(due_at__gte=F("requested_at")), name="erasure_due_later"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(done_at=None, cancelled_at=None), name="erasure_waiting")]


class Consent(models.Model):
    """A person agreed to something, in these words, at that time; perhaps she took it back."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    sentence = models.TextField()  # what she read
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "kind"], condition=Q(withdrawn_at=None), name="consent_once")]


class SleepWarning(models.Model):
    """A sleeping account was told that it will be erased."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    days_left = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "days_left"], name="sleep_warned_once")]


class Breach(models.Model):
    """Personal data were lost, changed or seen by the wrong people: what happened, and what was done (GDPR, 33 and 34)."""

    LOST, CHANGED, SEEN = "lost", "changed", "seen"
    NATURES = [(SEEN, _("seen by the wrong people")), (LOST, _("lost or unreachable")), (CHANGED, _("changed without right"))]
    LOW, SOME, HIGH = "low", "some", "high"
    RISKS = [(LOW, _("no risk for people")), (SOME, _("a risk for people")), (HIGH, _("a high risk for people"))]

    title = models.CharField(_("in a few words"), max_length=150)
    nature = models.CharField(_("nature"), max_length=10, choices=NATURES, default=SEEN)
    known_at = models.DateTimeField(_("when the town came to know of it"))
    began_at = models.DateTimeField(_("when it began, if known"), null=True, blank=True)
    story = models.TextField(_("what happened"), max_length=5000)
    data = models.TextField(_("which data"), max_length=2000, blank=True)
    people_count = models.PositiveIntegerField(_("how many people, about"), null=True, blank=True)
    consequences = models.TextField(_("what may follow for them"), max_length=3000, blank=True)
    measures = models.TextField(_("what was done and will be done"), max_length=5000, blank=True)
    risk = models.CharField(_("how serious"), max_length=10, choices=RISKS, default=SOME)
    authority_told_at = models.DateTimeField(_("when the authority was told"), null=True, blank=True)
    authority_reference = models.CharField(_("reference of the notification"), max_length=80, blank=True)
    people_told_at = models.DateTimeField(_("when the people were told"), null=True, blank=True)
    reason_not_told = models.TextField(_("if the authority or the people are not told: why"), max_length=2000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    DELAY = timedelta(hours=72)

    @property
    def due_at(self) -> datetime:
        """The authority is told within 72 hours of knowing."""
        return self.known_at + self.DELAY

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def must_tell_authority(self) -> bool:
        return self.risk != self.LOW and self.authority_told_at is None

    @property
    def must_tell_people(self) -> bool:
        return self.risk == self.HIGH and self.people_told_at is None

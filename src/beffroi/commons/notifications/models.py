from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beffroi.commons.notifications.types import DAILY, FREQUENCIES, NOW, WEEKLY
from beffroi.ground.people.models import Account
from beffroi.kernel.subjects import Subject


class NotificationQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def due(self, at: datetime):
        """Waiting for a mail that should have left by now."""
        return self.filter(mail_at__lte=at, mailed_at=None)

    def about(self, subject: Subject):
        return self.filter(subject_kind=subject.kind, subject_id=subject.id)


class Notification(models.Model):
    """One piece of news for one person."""

    PERIODS = [(NOW, FREQUENCIES[NOW]), (DAILY, FREQUENCIES[DAILY]), (WEEKLY, FREQUENCIES[WEEKLY])]

    account = models.ForeignKey(Account, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    params = models.JSONField(default=dict)
    origin = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    period = models.CharField(max_length=8, choices=PERIODS, blank=True)  # "" is told on the site only
    mail_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "origin"], name="notification_once")]
        indexes = [
            models.Index(fields=["account", "-created_at", "-id"], name="notification_of_account"),
            models.Index(fields=["account"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["mail_at"], condition=Q(mailed_at=None, mail_at__isnull=False), name="notification_to_mail"),
            models.Index(fields=["account", "subject_kind", "subject_id"], name="notification_subject"),
        ]

    @property
    def subject(self) -> Subject | None:
        return Subject(self.subject_kind, self.subject_id) if self.subject_kind and self.subject_id else None


class Preference(models.Model):
    """How often a person wants mail about a group of kinds."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    group = models.CharField(max_length=30)
    frequency = models.CharField(_("how often"), max_length=8, choices=list(FREQUENCIES.items()))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "group"], name="preference_once")]


class Mute(models.Model):
    """A person wants to hear nothing more of a subject, on the site or by mail."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "subject_kind", "subject_id"], name="mute_once")]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="mute_of_subject")]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)


class Pause(models.Model):
    """No mail at all until a moment."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="+")
    started_at = models.DateTimeField()
    until = models.DateTimeField(_("until"))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("started_at")), name="pause_ends_after_start")]

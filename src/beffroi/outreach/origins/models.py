import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.models import Heard
from beffroi.ground.people.models import Account
from beffroi.kernel.subjects import Subject


def key() -> str:
    """Short, for it stands in a message of three hundred letters; long enough not to be guessed."""
    return secrets.token_urlsafe(9)


class OriginQuerySet(models.QuerySet):
    def standing(self):
        """Those whose author has not objected."""
        return self.filter(objected_at=None)

    def of(self, subject: Subject):
        return self.filter(subject_kind=subject.kind, subject_id=subject.id)


class Origin(models.Model):
    """A message from elsewhere became something here."""

    LINK, THREAD = "link", "thread"
    WAYS = [
        (LINK, pgettext_lazy("origins", "by the link in the receipt")),
        (THREAD, pgettext_lazy("origins", "by an answer in the thread")),
    ]

    heard = models.ForeignKey(Heard, models.SET_NULL, null=True, related_name="origins")  # forgotten after its time
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    key = models.CharField(max_length=16, unique=True, default=key)  # the address where its author may object
    language = models.CharField(max_length=8, default="fr")  # of what is told back
    by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    is_automatic = models.BooleanField(default=False)
    at = models.DateTimeField()
    objected_at = models.DateTimeField(null=True, blank=True)
    objection = models.CharField(max_length=8, choices=WAYS, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # the team looked at the objection and let it stand
    put_back_at = models.DateTimeField(null=True, blank=True)  # the team found that the objection was not its author's

    objects = OriginQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["heard", "subject_kind", "subject_id"], name="origin_once")]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["-objected_at", "-id"], condition=Q(objected_at__isnull=False), name="origin_objected"),
        ]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)


class Contact(models.Model):
    """Somebody who speaks on a network: may what she says be shown here without a further look?"""

    channel = models.CharField(max_length=30)
    address = models.CharField(max_length=300)  # how she is known there for good, whatever name she takes
    called = models.CharField(max_length=300, blank=True)  # her name there when it was decided, to show
    admitted_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)  # not shown, not spoken to; also when blocked on the network
    by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="origins_contact_once")]


class Setting(models.Model):
    """How the town takes in what is said elsewhere, and what it tells back."""

    is_automatic = models.BooleanField(_("Answers under our publications become contributions by themselves"), default=True)
    holds_first = models.BooleanField(_("Look at the first contribution of each person before it is shown"), default=True)
    says_receipts = models.BooleanField(_("Tell people, where they wrote, what became of their message"), default=True)
    says_outcomes = models.BooleanField(_("Tell them what follows: answers, decisions, conclusions"), default=True)
    receipt_fr = models.CharField(_("Receipt, in French"), max_length=140, blank=True)
    receipt_en = models.CharField(_("Receipt, in English"), max_length=140, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="origins_setting_is_one")]

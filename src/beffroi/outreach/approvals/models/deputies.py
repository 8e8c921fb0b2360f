from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account


class DelegationQuerySet(models.QuerySet):
    def in_force(self, at: datetime):
        return self.filter(starts_at__lte=at, ends_at__gt=at, ended_at=None)


class Delegation(models.Model):
    """Who acts for whom, in what, until when. It ends by its date; nothing has to be switched off."""

    APPROVE, ANSWER = "approve", "answer"
    ACTS = [(APPROVE, _("approve publications")), (ANSWER, _("answer without asking"))]

    giver = models.ForeignKey(Account, models.CASCADE, related_name="+")
    deputy = models.ForeignKey(Account, models.CASCADE, related_name="+")
    act = models.CharField(_("to do what"), max_length=10, choices=ACTS, default=APPROVE)
    scopes = models.JSONField(default=list, blank=True)  # words of `types.scope_sources`; empty: everything
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    ended_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("deputy")), name="delegation_to_another"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="delegation_ends_after_start"),
        ]
        indexes = [models.Index(fields=["deputy", "act", "ends_at"])]


class Preapproval(models.Model):
    """The frame of a text was approved beforehand: with only its blanks filled in, it may go at once, until the next review."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"]), models.Index(fields=["until"])]

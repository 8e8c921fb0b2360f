from datetime import datetime

from django.db import models
from django.db.models import Sum

from beffroi.channels.base.models import Account


class ChargeQuerySet(models.QuerySet):
    def of(self, account: Account, since: datetime):
        return self.filter(account=account, at__gte=since)

    def total(self) -> int:
        """In thousandths."""
        return self.aggregate(total=Sum("amount"))["total"] or 0


class Charge(models.Model):
    """What one publication, or one day of one sort of reading, costs. Counted before it is spent; given back if X refused."""

    WRITING, READING = "writing", "reading"

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    key = models.CharField(max_length=150)
    sort = models.CharField(max_length=10, choices=[(WRITING, WRITING), (READING, READING)])
    amount = models.PositiveIntegerField()  # thousandths of a dollar, counted as thousandths of a euro
    at = models.DateTimeField()

    objects = ChargeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="x_charge_once")]
        indexes = [models.Index(fields=["account", "at"])]

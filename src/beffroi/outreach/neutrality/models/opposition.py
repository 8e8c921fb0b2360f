from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.people.models import Account


class Group(models.Model):
    """Councillors who speak together."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    is_majority = models.BooleanField(_("belongs to the majority"), default=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Somebody who writes for a group: with an account, or by a link that is mailed."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(_("writes for the group"), default=True)
    link_number = models.PositiveIntegerField(default=1)  # raised to make earlier links open nothing

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "email"], condition=~Q(email=""), name="member_once")]

    def __str__(self) -> str:
        return self.name


class SlotRule(models.Model):
    """So many texts of so many characters, at one place, in each period: as the council's rules say."""

    SITE, BULLETIN, CHANNEL = "site", "bulletin", "channel"
    PLACES = [(SITE, _("the website")), (BULLETIN, _("the printed bulletin")), (CHANNEL, _("an account on a network"))]
    MONTH, QUARTER, YEAR = "month", "quarter", "year"
    PERIODS = [(MONTH, _("a month")), (QUARTER, _("a quarter")), (YEAR, _("a year"))]
    MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}

    group = models.ForeignKey(Group, models.CASCADE, related_name="rules")
    place = models.CharField(_("where"), max_length=8, choices=PLACES, default=SITE)
    account = models.ForeignKey(ChannelAccount, models.PROTECT, null=True, blank=True, related_name="+")
    count = models.PositiveSmallIntegerField(_("how many texts"), default=1)
    period = models.CharField(_("in"), max_length=7, choices=PERIODS, default=QUARTER)
    length = models.PositiveIntegerField(_("longest text, in characters"), default=2000)
    starts_on = models.DateField(_("since"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="slot_rule_counts"),
            models.CheckConstraint(condition=~Q(place="channel") | Q(account__isnull=False), name="slot_rule_has_account"),
        ]

    @property
    def where(self) -> str:
        return self.account.name if self.account else str(self.get_place_display())

    def period_of(self, day: date) -> date:
        """First day of the period in which a day lies."""
        step = self.MONTHS[self.period]
        return date(day.year, (day.month - 1) // step * step + 1, 1)

    def next_period(self, start: date) -> date:
        months = start.year * 12 + start.month - 1 + self.MONTHS[self.period]
        return date(months // 12, months % 12 + 1, 1)

    def offered(self, today: date) -> int:
        """Slots from its beginning to today, the running period included."""
        last = min(today, self.ends_on) if self.ends_on else today
        if last < self.starts_on:
            return 0
        first, end = self.period_of(self.starts_on), self.period_of(last)
        months = (end.year - first.year) * 12 + end.month - first.month
        return (months // self.MONTHS[self.period] + 1) * self.count

    def is_running(self, today: date) -> bool:
        return self.starts_on <= today and (self.ends_on is None or self.ends_on >= today)


class Tribune(models.Model):
    """A text of a group, published as it is."""

    SUBMITTED, HELD, WITHDRAWN = "submitted", "held", "withdrawn"
    STATES = [(SUBMITTED, _("handed in")), (HELD, _("held back")), (WITHDRAWN, _("taken back"))]

    group = models.ForeignKey(Group, models.PROTECT, related_name="tribunes")
    rule = models.ForeignKey(SlotRule, models.PROTECT, related_name="tribunes")
    period = models.DateField()
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("text"))
    state = models.CharField(max_length=9, choices=STATES, default=SUBMITTED)
    submitted_at = models.DateTimeField()
    goes_out_at = models.DateTimeField()
    held_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)
    held_reason = models.TextField(blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["rule", "period"]), models.Index(fields=["-goes_out_at"])]
        constraints = [models.CheckConstraint(condition=~Q(state="held") | ~Q(held_reason=""), name="held_tribune_says_why")]

    def __str__(self) -> str:
        return self.title

    def is_public(self, at: datetime) -> bool:
        return self.state == self.SUBMITTED and self.goes_out_at <= at

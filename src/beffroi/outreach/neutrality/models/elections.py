from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account


class Election(models.Model):
    """A ballot to come. Where its day is not fixed yet, its month is known and enough: the window begins with a month."""

    MUNICIPAL, DEPARTMENTAL, REGIONAL = "municipal", "departmental", "regional"
    LEGISLATIVE, SENATORIAL, EUROPEAN, PRESIDENTIAL = "legislative", "senatorial", "european", "presidential"
    LEVELS = [
        (MUNICIPAL, _("municipal")),
        (DEPARTMENTAL, _("departmental")),
        (REGIONAL, _("regional")),
        (LEGISLATIVE, _("legislative")),
        (SENATORIAL, _("senatorial")),
        (EUROPEAN, _("European")),
        (PRESIDENTIAL, _("presidential")),
    ]
    AUTO, YES, NO = "auto", "yes", "no"
    CONCERNED = [(AUTO, _("by the general rule")), (YES, _("yes")), (NO, _("no"))]

    name = models.CharField(_("name"), max_length=120, unique=True)
    level = models.CharField(_("ballot"), max_length=12, choices=LEVELS)
    month = models.DateField(_("month of the ballot"))  # its first day
    first_round = models.DateField(_("first round"), null=True, blank=True)
    second_round = models.DateField(_("second round"), null=True, blank=True)
    is_general = models.BooleanField(_("general election"), default=True)
    concerned = models.CharField(_("does it concern us?"), max_length=4, choices=CONCERNED, default=AUTO)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    window_start = models.DateField(_("other beginning"), null=True, blank=True)
    window_reason = models.CharField(_("why it begins on another day"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_confirmed = models.BooleanField(_("date confirmed by decree"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(second_round=None) | Q(second_round__gt=F("first_round")), name="election_rounds_in_order"),
            models.CheckConstraint(condition=Q(concerned="auto") | ~Q(reason=""), name="election_says_why"),
            models.CheckConstraint(condition=Q(window_start=None) | ~Q(window_reason=""), name="election_window_says_why"),
        ]
        indexes = [models.Index(fields=["month"])]

    def __str__(self) -> str:
        return self.name

    @property
    def starts_on(self) -> date:
        """First day of the sixth month before that of the ballot (code électoral, L52-1), unless a law says another."""
        if self.window_start:
            return self.window_start
        months = self.month.year * 12 + self.month.month - 1 - 6
        return date(months // 12, months % 12 + 1, 1)

    @property
    def ends_on(self) -> date:
        """The last round; the end of its month while the day is not known."""
        following = date(self.month.year + self.month.month // 12, self.month.month % 12 + 1, 1)
        return self.second_round or self.first_round or following - timedelta(days=1)

    @property
    def is_concerning(self) -> bool:
        """General rule: a general municipal election concerns every commune. In others, only if somebody of the majority stands."""
        if self.concerned != self.AUTO:
            return self.concerned == self.YES
        return self.level == self.MUNICIPAL and self.is_general

    @property
    def rounds(self) -> list[date]:
        return [day for day in (self.first_round, self.second_round) if day]


class Flag(models.Model):
    """What was noticed in a text during an election period, and why it was published all the same. Never changed."""

    election = models.ForeignKey(Election, models.SET_NULL, null=True, related_name="flags")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    warnings = models.JSONField(default=list)  # codes
    reason = models.TextField()
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-at"]), models.Index(fields=["subject_kind", "subject_id"])]


class Setting(models.Model):
    """What the town says about itself here (row 1)."""

    officials = models.TextField(_("names of elected officials"), blank=True)  # one a line
    hold_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    check_hours = models.PositiveSmallIntegerField(_("hours to check that a text is lawful"), default=24)
    has_space = models.BooleanField(null=True, blank=True)  # None: by the number of inhabitants
    rules_url = models.URLField(_("address of the council’s rules"), blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="neutrality_setting_is_one")]

    @property
    def names(self) -> list[str]:
        return [line.strip() for line in self.officials.splitlines() if line.strip()]

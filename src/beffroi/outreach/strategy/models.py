from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.people.models import Account as Person


class Plan(models.Model):
    """A communication plan: one is current."""

    title = models.CharField(_("title"), max_length=150)
    summary = models.TextField(_("in a few sentences"), blank=True, max_length=3000)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    is_current = models.BooleanField(_("this is the plan we follow"), default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="plan_one_current"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="plan_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("strategy:plan", args=[self.pk])


class Audience(models.Model):
    """People whom the commune wants to reach."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="audiences")
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("who they are, what they expect"), blank=True, max_length=1000)
    age_from = models.PositiveSmallIntegerField(_("age from"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("age to"), null=True, blank=True)
    size = models.PositiveIntegerField(_("how many they are"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class KeyMessage(models.Model):
    """What should be remembered, in one sentence, and what proves it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="key_messages")
    text = models.CharField(_("the message, in one sentence"), max_length=200)
    proof = models.CharField(_("what proves it"), max_length=300, blank=True)
    audiences = models.ManyToManyField(Audience, verbose_name=_("for whom"), blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class ChannelChoice(models.Model):
    """A channel of the plan, and the reason why."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="channels")
    account = models.ForeignKey(ChannelAccount, models.CASCADE, verbose_name=_("account"), related_name="+")
    audiences = models.ManyToManyField(Audience, verbose_name=_("for whom"), blank=True)
    reason = models.CharField(_("why this channel"), max_length=300)
    per_week = models.DecimalField(_("publications a week"), max_digits=4, decimal_places=1, default=1, validators=[MinValueValidator(0)])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "account"], name="channel_choice_once")]

    def __str__(self) -> str:
        return self.account.name


class Member(models.Model):
    """Who does what in the plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, verbose_name=_("who"), related_name="+")
    task = models.CharField(_("does what"), max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "person"], name="plan_member_once")]

    def __str__(self) -> str:
        return self.task


class Objective(models.Model):
    """Measurable or nothing: a metric, where it stands, where it should be, until when."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="objectives")
    title = models.CharField(_("what we want, with a verb"), max_length=150)
    metric = models.CharField(_("what measures it"), max_length=60)
    baseline = models.IntegerField(_("where it stands"))
    target = models.IntegerField(_("where it should be"))
    due_on = models.DateField(_("until"))
    audience = models.ForeignKey(Audience, models.SET_NULL, verbose_name=_("audience"), null=True, blank=True, related_name="+")
    owner = models.ForeignKey(Person, models.SET_NULL, verbose_name=_("who looks after it"), null=True, blank=True, related_name="+")
    is_own = models.BooleanField(_("count only the publications that point to it"), default=False)
    set_at = models.DateTimeField()
    value = models.IntegerField(null=True, blank=True)  # the last measure
    measured_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(baseline=F("target")), name="objective_moves")]

    def __str__(self) -> str:
        return self.title

    def time_percent(self, today: date) -> int:
        """How much of its time has passed, 0 to 100."""
        begun = self.set_at.date()
        return max(0, min(100, round(100 * (today - begun).days / max((self.due_on - begun).days, 1))))

    @property
    def percent(self) -> int:
        """How much of the way is done, 0 to 100."""
        if self.value is None:
            return 0
        return max(0, min(100, round(100 * (self.value - self.baseline) / (self.target - self.baseline))))


class Point(models.Model):
    """The figure of an objective on one day."""

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="points")
    day = models.DateField()
    value = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["objective", "day"], name="objective_point_once_a_day")]


class CampaignQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)


class Campaign(models.Model):
    """Publications that go together, towards objectives."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="campaigns")
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.TextField(_("what the campaign is about"), blank=True, max_length=2000)
    objectives = models.ManyToManyField(Objective, verbose_name=_("objectives"), blank=True, related_name="campaigns")
    audiences = models.ManyToManyField(Audience, verbose_name=_("audiences"), blank=True, related_name="campaigns")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    cents = models.PositiveIntegerField(_("budget"), default=0)
    print_cents = models.PositiveIntegerField(_("of which print"), default=0)
    lesson = models.TextField(_("what we learnt"), blank=True, max_length=3000)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_it_starts")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("strategy:campaign", args=[self.pk])

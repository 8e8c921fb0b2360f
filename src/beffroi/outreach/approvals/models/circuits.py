from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account
from beffroi.ground.people.rights import ROLES

ANY, ALL, COUNT = "any", "all", "count"
RULES = [(ANY, _("one of them")), (ALL, _("every one of them")), (COUNT, _("a number of them"))]


class Outsider(models.Model):
    """Somebody who approves without an account, by a one-time link: as a rule an elected official."""

    name = models.CharField(_("name"), max_length=120)
    function = models.CharField(_("function"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), unique=True)
    is_active = models.BooleanField(default=True)
    gets_letter = models.BooleanField(default=False)  # one mail each morning with all that waits, instead of one for each text

    def __str__(self) -> str:
        return f"{self.name}, {self.function}" if self.function else self.name


class Workflow(models.Model):
    """A named way to approval. Without scopes it is for everything that no other one is for."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    scopes = models.JSONField(default=list, blank=True)  # words of `types.scope_sources`: "kind:news", "account:3"
    order = models.PositiveSmallIntegerField(default=50)
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["is_active", "order"])]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """One reading of a workflow: who, how many of them, how long."""

    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name of the step"), max_length=80)
    people = models.ManyToManyField(Account, related_name="+", blank=True)
    role = models.CharField(max_length=20, blank=True)
    outsiders = models.ManyToManyField(Outsider, related_name="steps", blank=True)
    rule = models.CharField(max_length=5, choices=RULES, default=ANY)
    needed = models.PositiveSmallIntegerField(default=1)  # for COUNT
    delay_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    substitute = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    may_edit = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workflow", "position"], name="step_position_once"),
            models.CheckConstraint(condition=Q(needed__gte=1), name="step_needs_somebody"),
        ]

    @property
    def role_label(self) -> str:
        return str(ROLES.get(self.role, self.role))


class Setting(models.Model):
    """What the town decided about approval (row 1)."""

    allows_own_text = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    changed_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="approval_setting_is_one"),
            models.CheckConstraint(condition=Q(allows_own_text=False) | ~Q(reason=""), name="own_text_has_reason"),
        ]

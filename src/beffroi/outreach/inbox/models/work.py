"""How the team works: teams, labels, ready-made words and acts; who did what; who is here now."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account


class Team(models.Model):
    """A service that answers: conversations are given to it, and its members see them first."""

    name = models.CharField(pgettext_lazy("inbox", "name"), max_length=80, unique=True)
    members = models.ManyToManyField(Account, blank=True, related_name="+", verbose_name=_("members"))
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Label(models.Model):
    """A word that the team puts on conversations."""

    TONES = [
        ("", pgettext_lazy("inbox colour", "Plain")),
        ("town", pgettext_lazy("inbox colour", "The colour of the town")),
        ("good", pgettext_lazy("inbox colour", "Green")),
        ("bell", pgettext_lazy("inbox colour", "Yellow")),
        ("brick", pgettext_lazy("inbox colour", "Red")),
    ]

    name = models.CharField(pgettext_lazy("inbox", "name"), max_length=40, unique=True)
    tone = models.CharField(_("colour"), max_length=6, choices=TONES, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SavedReply(models.Model):
    """An answer that is written once. Approved beforehand, it goes out at once whoever sends it."""

    title = models.CharField(pgettext_lazy("inbox", "title"), max_length=100, unique=True)
    text = models.TextField(pgettext_lazy("inbox", "text"), max_length=4000)
    author = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "saved replies"

    def __str__(self) -> str:
        return self.title


class Macro(models.Model):
    """Several acts in one press. A saved reply is laid in the form: somebody reads it before it leaves."""

    name = models.CharField(pgettext_lazy("inbox", "name"), max_length=80, unique=True)
    status = models.CharField(_("status"), max_length=10, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), null=True, blank=True)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=pgettext_lazy("inbox", "team"))
    assignee = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("given to"))
    labels = models.ManyToManyField(Label, blank=True, related_name="+", verbose_name=_("labels"))
    snooze_days = models.PositiveSmallIntegerField(_("set aside for how many days"), null=True, blank=True)
    saved_reply = models.ForeignKey(
        SavedReply, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("saved reply to prepare")
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Act(models.Model):
    """What somebody (or the house itself) did to one conversation or to many at once; it can be undone."""

    by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)


class Change(models.Model):
    """What an act changed in one conversation: the same names before and after. Never changed itself."""

    act = models.ForeignKey(Act, models.CASCADE, related_name="changes")
    conversation = models.ForeignKey("inbox.Conversation", models.CASCADE, related_name="changes")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["conversation", "id"])]


class Presence(models.Model):
    """Who has a conversation open, whether she writes, and what she has typed so far."""

    conversation = models.ForeignKey("inbox.Conversation", models.CASCADE, related_name="present")
    person = models.ForeignKey(Account, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    is_writing = models.BooleanField(default=False)
    text = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "presences"
        constraints = [models.UniqueConstraint(fields=["conversation", "person"], name="inbox_present_once")]

from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Voice
from beffroi.participation.spaces.models import Component, Revision


class Debate(models.Model):
    """The question of one component; its contributions are messages of the thread about it."""

    component = models.OneToOneField(Component, models.CASCADE, related_name="debate")
    question = models.CharField(_("question"), max_length=250, blank=True)
    text = models.TextField(_("what to know before answering"), blank=True, max_length=10_000)
    html = models.TextField(blank=True)
    has_sides = models.BooleanField(_("for, against and nuance in columns"), default=True)
    conclusion = models.TextField(_("closing summary"), blank=True, max_length=10_000)
    conclusion_html = models.TextField(blank=True)
    agreed = models.TextField(_("what most people agree on"), blank=True, max_length=5_000)
    agreed_html = models.TextField(blank=True)
    disputed = models.TextField(_("what remains disputed"), blank=True, max_length=5_000)
    disputed_html = models.TextField(blank=True)
    next_steps = models.TextField(_("what happens next"), blank=True, max_length=5_000)
    next_steps_html = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    messages_count = models.PositiveIntegerField(default=0)  # answers included
    for_count = models.PositiveIntegerField(default=0)
    against_count = models.PositiveIntegerField(default=0)
    nuance_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    hidden_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # every write: what cards are kept under
    edits = models.PositiveIntegerField(default=0)  # what the team wrote: what stale edits are found by

    def __str__(self) -> str:
        return self.question

    @property
    def is_concluded(self) -> bool:
        return self.concluded_at is not None

    @property
    def revisions(self):
        """Each edit of the team, with what every field said before and after."""
        return Revision.objects.filter(subject_kind="debate", subject_id=self.pk)

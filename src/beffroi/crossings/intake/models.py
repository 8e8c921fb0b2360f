from django.db import models
from django.db.models import Q

from beffroi.channels.base.models import Heard
from beffroi.kernel.subjects import Subject


class Held(models.Model):
    """A message that would be a contribution, but whose author nobody has admitted yet. Nothing of it is public."""

    heard = models.OneToOneField(Heard, models.CASCADE, related_name="held")
    subject_kind = models.CharField(max_length=40)  # where it would stand
    subject_id = models.BigIntegerField()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["at", "id"], condition=Q(settled_at=None), name="intake_held_waiting")]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)

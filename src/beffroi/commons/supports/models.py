from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Voice


class SubjectRow(models.Model):
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        abstract = True


class Support(SubjectRow):
    """A voice stands behind a subject, once."""

    origin_channel = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id", "voice"], name="support_once")]
        indexes = [models.Index(fields=["voice", "subject_kind"])]


class Follow(SubjectRow):
    """A voice wants to hear what becomes of a subject."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id", "voice"], name="follow_once")]
        indexes = [models.Index(fields=["voice", "subject_kind"])]


class Reaction(SubjectRow):
    """A graded opinion on a subject, once per voice, changeable."""

    GRADES = [(2, _("I agree completely")), (1, _("I rather agree")), (0, _("I am undecided")), (-1, _("I rather disagree")), (-2, _("I disagree completely"))]
    grade = models.SmallIntegerField(choices=GRADES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id", "voice"], name="reaction_once")]

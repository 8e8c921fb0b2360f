from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Voice
from beffroi.kernel.subjects import Subject


class SubjectRowQuerySet(models.QuerySet):
    def about(self, subject: Subject):
        return self.filter(subject_kind=subject.kind, subject_id=subject.id)


class SubjectRow(models.Model):
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    objects = SubjectRowQuerySet.as_manager()

    class Meta:
        abstract = True


class Support(SubjectRow):
    """A voice stands behind a subject, once."""

    origin_channel = models.CharField(max_length=30, blank=True)
    # Where it was first given, if it came here when things were merged: a merge that is undone gives it back.
    from_kind = models.CharField(max_length=40, blank=True)
    from_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id", "voice"], name="support_once")]
        indexes = [
            models.Index(fields=["voice", "subject_kind"]),
            models.Index(fields=["subject_kind", "subject_id", "-created_at"], name="support_newest"),
        ]


class Follow(SubjectRow):
    """A voice wants to hear what becomes of a subject."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id", "voice"], name="follow_once")]
        indexes = [models.Index(fields=["voice", "subject_kind"])]


class Reaction(SubjectRow):
    """A graded opinion on a subject, once per voice, changeable."""

    GRADES = [
        (2, _("I agree completely")),
        (1, _("I rather agree")),
        (0, _("I am undecided")),
        (-1, _("I rather disagree")),
        (-2, _("I disagree completely")),
    ]
    grade = models.SmallIntegerField(choices=GRADES)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "voice"], name="reaction_once"),
            models.CheckConstraint(condition=Q(grade__gte=-2, grade__lte=2), name="reaction_grade"),
        ]
        indexes = [models.Index(fields=["voice", "subject_kind"])]


class Tally(models.Model):
    """How many voices gave each grade to one subject."""

    COLUMNS = {2: "yes", 1: "rather_yes", 0: "undecided", -1: "rather_no", -2: "no"}

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    yes = models.PositiveIntegerField(default=0)
    rather_yes = models.PositiveIntegerField(default=0)
    undecided = models.PositiveIntegerField(default=0)
    rather_no = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    objects = SubjectRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="tally_once")]

    @property
    def total(self) -> int:
        return sum(getattr(self, column) for column in self.COLUMNS.values())

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.subjects import Subject


class TagQuerySet(models.QuerySet):
    def public(self):
        return self.filter(hidden_at=None, merged_into=None)


class Tag(models.Model):
    """A topic that things have in common."""

    COLOURS = [
        ("", _("none")),
        ("town", _("colour of the town")),
        ("brick", _("brick")),
        ("bell", _("bell gold")),
        ("leaf", _("leaf green")),
        ("water", _("water blue")),
        ("plum", _("plum")),
    ]

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(max_length=80, unique=True)
    colour = models.CharField(_("colour"), max_length=10, choices=COLOURS, blank=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    uses_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    hidden_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="tag_not_into_itself")]
        indexes = [models.Index(fields=["-uses_count", "name"], name="tag_most_used")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topics:tag", args=[self.slug])

    @property
    def subject(self) -> Subject:
        return Subject("tag", self.pk)


class Tagging(models.Model):
    """A subject has a tag."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)  # the followers of the topic know

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id", "tag"], name="tagging_once")]
        indexes = [
            models.Index(fields=["tag", "-created_at", "-id"], name="tagging_newest"),
            models.Index(fields=["created_at"], condition=Q(told_at=None), name="tagging_to_tell"),
        ]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)


class Link(models.Model):
    """One thing is related to another; read both ways."""

    source_kind = models.CharField(max_length=40)
    source_id = models.BigIntegerField()
    target_kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_kind", "source_id", "target_kind", "target_id", "kind"], name="link_once"),
            models.CheckConstraint(
                condition=~Q(source_kind=F("target_kind")) | ~Q(source_id=F("target_id")), name="link_to_something_else"
            ),
        ]
        indexes = [models.Index(fields=["target_kind", "target_id"], name="link_target")]

    @property
    def source(self) -> Subject:
        return Subject(self.source_kind, self.source_id)

    @property
    def target(self) -> Subject:
        return Subject(self.target_kind, self.target_id)

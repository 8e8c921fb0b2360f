from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.models import Document, Image
from beffroi.participation.spaces.models import Component


class Resource(models.Model):
    """One thing to read, see, or download."""

    ABOUT, TEXT, DOCUMENT, QUESTION, LINK, FIGURE = "about", "text", "document", "question", "link", "figure"
    KINDS = [
        (ABOUT, _("What it is about")),
        (TEXT, _("Explanation")),
        (DOCUMENT, _("Document")),
        (QUESTION, _("Frequent question")),
        (LINK, _("Link")),
        (FIGURE, _("Key figure")),
    ]

    component = models.ForeignKey(Component, models.CASCADE, related_name="resources")
    kind = models.CharField(max_length=10, choices=KINDS)
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    easy_text = models.TextField(blank=True)  # easy to read and understand (FALC)
    easy_html = models.TextField(blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    url = models.URLField(max_length=500, blank=True)
    figure = models.CharField(max_length=30, blank=True)  # "1,2 M€", as it is read
    source = models.CharField(max_length=200, blank=True)
    is_easy = models.BooleanField(default=False)  # the document itself is easy to read
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    edits = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["component", "position"])]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="document") | Q(document__isnull=False), name="resource_document_is_there"),
            models.CheckConstraint(condition=~Q(kind="link") | ~Q(url=""), name="resource_link_has_address"),
        ]

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """A word of the glossary, and what it means."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="terms")
    word = models.CharField(_("word"), max_length=80)
    others = models.CharField(_("other forms"), max_length=200, blank=True)  # separated by commas: plurals, acronyms
    meaning = models.CharField(_("what it means"), max_length=600)
    version = models.PositiveIntegerField(default=1)
    edits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["component", "word"], name="resource_term_once")]

    def __str__(self) -> str:
        return self.word

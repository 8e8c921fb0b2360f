from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.media.models import Document
from beffroi.ground.people.models import Account


class FileQuerySet(models.QuerySet["PublishedFile"]):
    def public(self) -> "FileQuerySet":
        return self.filter(withdrawn_at=None, current__isnull=False)


class PublishedFile(models.Model):
    """A document or a data file that the town publishes; each new edition keeps the ones before."""

    DOCUMENT, DATA = "document", "data"
    KINDS = [(DOCUMENT, pgettext_lazy("file", "Document")), (DATA, pgettext_lazy("file", "Open data"))]
    OPEN, OPEN_SHARE, PUBLIC_DOMAIN, ALL_RIGHTS = "lov2", "odbl", "cc0", "reserved"
    LICENCES = [
        (OPEN, "Licence Ouverte 2.0"),
        (OPEN_SHARE, "ODbL 1.0"),
        (PUBLIC_DOMAIN, "CC0 1.0"),
        (ALL_RIGHTS, _("All rights reserved: to read only")),
    ]
    LICENCE_URLS = {
        OPEN: "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        OPEN_SHARE: "https://opendatacommons.org/licenses/odbl/1-0/",
        PUBLIC_DOMAIN: "https://creativecommons.org/publicdomain/zero/1.0/",
        ALL_RIGHTS: "",
    }
    FREQUENCIES = [
        ("once", pgettext_lazy("frequency", "never again")),
        ("irregular", pgettext_lazy("frequency", "when needed")),
        ("yearly", pgettext_lazy("frequency", "each year")),
        ("quarterly", pgettext_lazy("frequency", "each quarter")),
        ("monthly", pgettext_lazy("frequency", "each month")),
        ("weekly", pgettext_lazy("frequency", "each week")),
        ("daily", pgettext_lazy("frequency", "each day")),
    ]

    kind = models.CharField(pgettext_lazy("file", "kind"), max_length=10, choices=KINDS, default=DOCUMENT)
    title = models.CharField(pgettext_lazy("file", "title"), max_length=160)
    slug = models.SlugField(max_length=100, unique=True)
    description = models.TextField(_("what is in it"), max_length=2000)
    licence = models.CharField(pgettext_lazy("file", "licence"), max_length=10, choices=LICENCES, default=OPEN)
    producer = models.CharField(_("who made it"), max_length=160, blank=True)
    frequency = models.CharField(_("how often it is updated"), max_length=10, choices=FREQUENCIES, default="irregular")
    keywords = models.CharField(_("keywords, between commas"), max_length=200, blank=True)
    folded = models.TextField(blank=True)  # its words without accents and capitals, for the search of the list
    current = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-updated_at", "-id"], name="published_file_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("files:show", args=[self.slug])

    @property
    def licence_url(self) -> str:
        return self.LICENCE_URLS[self.licence]

    @property
    def words(self) -> list[str]:
        return [word.strip() for word in self.keywords.split(",") if word.strip()]


class FileVersion(models.Model):
    """One edition of a file."""

    file = models.ForeignKey(PublishedFile, models.CASCADE, related_name="versions")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="published_file_version_once")]

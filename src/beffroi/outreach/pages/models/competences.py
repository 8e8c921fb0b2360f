from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.outreach.pages.models.page import Page


class Institution(models.Model):
    """A level of government as it is called here, and how to reach it."""

    COMMUNE, EPCI, DEPARTEMENT, REGION, STATE = "commune", "epci", "departement", "region", "state"
    OTHER = "other"
    LEVELS = [
        (COMMUNE, _("The commune")),
        (EPCI, _("The community of communes")),
        (DEPARTEMENT, _("The department")),
        (REGION, _("The region")),
        (STATE, _("The State")),
        (OTHER, _("Others")),
    ]

    level = models.CharField(_("level"), max_length=12, choices=LEVELS)
    name = models.CharField(_("its name here"), max_length=160, unique=True)
    url = models.URLField(_("its website"), blank=True)
    phone = models.CharField(_("its phone number"), max_length=30, blank=True)
    email = models.EmailField(_("its e-mail address"), blank=True)
    origin = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin"], condition=~models.Q(origin=""), name="institution_origin_once")]

    def __str__(self) -> str:
        return self.name


class Competence(models.Model):
    """A thing of daily life, and who decides on it."""

    title = models.CharField(_("thing of daily life"), max_length=120)
    explanation = models.CharField(_("who does what exactly"), max_length=400, blank=True)
    words = models.CharField(_("other words that people look for"), max_length=300, blank=True)
    folded = models.TextField(blank=True)  # everything that can be searched, without accents
    theme = models.CharField(_("theme"), max_length=60, blank=True)
    institution = models.ForeignKey(Institution, models.PROTECT, verbose_name=_("who decides"), related_name="competences")
    url = models.URLField(_("page that explains it"), blank=True)
    page = models.ForeignKey(
        Page, models.SET_NULL, null=True, blank=True, verbose_name=_("our service page"), related_name="competences",
        limit_choices_to={"kind": Page.SERVICE},
    )  # fmt: skip
    origin = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["origin"], condition=~models.Q(origin=""), name="competence_origin_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        return "town" if self.institution.level == Institution.COMMUNE else ""

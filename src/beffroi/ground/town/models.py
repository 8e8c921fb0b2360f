from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.validators import RegexValidator
from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import get_language_info, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.models import Image
from beffroi.ground.town.siren import spaced
from beffroi.ground.town.types import features
from beffroi.ground.town.vocabulary import COMMUNE, KINDS, VOCABULARIES, Vocabulary
from beffroi.kernel import edition

COLOUR = "#1f5673"


class Town(models.Model):
    """The one town of this installation (row 1)."""

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind of public body"), max_length=20, choices=KINDS, default=COMMUNE)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    insee_code = models.CharField(_("INSEE code"), max_length=5, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    street = models.CharField(_("number and street"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(_("other website"), blank=True)
    hours_note = models.CharField(_("note on opening hours"), max_length=300, blank=True)
    closed_on_holidays = models.BooleanField(_("closed on public holidays"), default=True)
    alsace_moselle = models.BooleanField(_("public holidays of Alsace and Moselle"), default=False)
    colour = models.CharField(
        _("colour"), max_length=7, default=COLOUR, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour looks like #1f5673."))]
    )
    logo = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    languages = models.JSONField(default=list)  # codes offered beside the first language; empty: all that the software has
    features = models.JSONField(default=dict)  # kind → bool; absent: the feature's own default
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="town_is_one")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Town":
        """The town, with its logo; kept until the edition changes. An unsaved one before the first settings."""
        key = f"town:{edition.current()}"
        found = cache.get(key)
        if found is None:
            found = cls.objects.select_related("logo").filter(pk=1).first() or cls(pk=1, name=gettext("Our town"))
            # An edition that a transaction raised may yet be taken back: what is read inside one is not kept for long.
            cache.set(key, found, 60 if connection.in_atomic_block else 3600)
        return found

    @property
    def legal(self) -> "Legal":
        """The legal settings: read by the few pages that need them."""
        return Legal.objects.filter(pk=1).first() or Legal(pk=1)

    @property
    def words(self) -> Vocabulary:
        return VOCABULARIES[self.kind]

    @property
    def spaced_siren(self) -> str:
        return spaced(self.siren)

    @property
    def logo_url(self) -> str:
        """A small file of the logo, for the header."""
        if self.logo is None:
            return ""
        small = self.logo.sizes.get("320", {}).get("webp")
        return default_storage.url(small) if small else self.logo.file.url

    @property
    def one_line_address(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.postal_code} {self.city}".strip()) if part)

    @property
    def language_choices(self) -> list[tuple[str, str]]:
        """Code and own name of each language that the pages offer; the main one first."""
        return [
            (code, get_language_info(code)["name_local"].capitalize())
            for code, _name in settings.LANGUAGES
            if not self.languages or code in self.languages or code == settings.LANGUAGE_CODE
        ]

    def has(self, feature: str) -> bool:
        """Whether a feature is switched on."""
        return bool(self.features.get(feature, features[feature].default))


class OpeningHours(models.Model):
    """One interval of a weekday (Monday is 0)."""

    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="hours_close_after_opening"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_weekday"),
            models.UniqueConstraint(fields=["weekday", "opens"], name="hours_once"),
        ]


class ExceptionalDay(models.Model):
    """A date with hours of its own, or none: it is stronger than the week and than public holidays."""

    date = models.DateField(_("date"), unique=True)
    label = models.CharField(_("reason"), max_length=120, blank=True)
    hours = models.JSONField(default=list)  # [["09:00", "12:00"], …]; empty: closed all day

    @property
    def text(self) -> str:
        return ", ".join(f"{opens}–{closes}" for opens, closes in self.hours) or pgettext("opening hours", "closed")


class Legal(models.Model):
    """What the legal pages need to know (row 1)."""

    NOT, PARTLY, FULLY = "not", "partly", "fully"
    CONFORMITY = [(NOT, _("not compliant")), (PARTLY, _("partially compliant")), (FULLY, _("fully compliant"))]

    publication_director = models.CharField(_("publication director"), max_length=160, blank=True)
    publication_director_title = models.CharField(_("in the capacity of"), max_length=160, blank=True)
    host_name = models.CharField(_("name of the host"), max_length=160, blank=True)
    host_address = models.CharField(_("address of the host"), max_length=300, blank=True)
    host_phone = models.CharField(_("phone of the host"), max_length=30, blank=True)
    privacy_officer = models.CharField(_("data protection officer"), max_length=160, blank=True)
    privacy_email = models.EmailField(_("e-mail address for personal data"), blank=True)
    conformity = models.CharField(_("accessibility of this site"), max_length=10, choices=CONFORMITY, default=NOT)
    audit_date = models.DateField(_("date of the audit"), null=True, blank=True)
    audit_by = models.CharField(_("audited by"), max_length=160, blank=True)
    audit_rate = models.DecimalField(_("share of criteria met (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    audit_method = models.TextField(_("pages, tools and browsers of the audit"), blank=True)
    not_accessible = models.TextField(_("content that is not accessible"), blank=True)
    derogations = models.TextField(_("disproportionate burden"), blank=True)
    out_of_scope = models.TextField(_("content outside the obligation"), blank=True)
    declared_on = models.DateField(_("declaration established on"), null=True, blank=True)
    accessibility_email = models.EmailField(_("e-mail address for accessibility"), blank=True)
    scheme_url = models.URLField(_("address of the multi-year scheme"), blank=True)
    plan_url = models.URLField(_("address of this year’s action plan"), blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="legal_is_one")]

    @classmethod
    def current(cls) -> "Legal":
        """As they stand."""
        return Town.current().legal

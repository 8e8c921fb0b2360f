from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.models import Image

_ON_EARTH = Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90)


class Territory(models.Model):
    """The outline of the town (row 1): a GeoJSON Polygon or MultiPolygon in WGS 84, and its box."""

    outline = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="territory_is_one")]

    @property
    def box(self) -> tuple[float, float, float, float]:
        return self.west, self.south, self.east, self.north


class District(models.Model):
    """A part of the town with a name."""

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(max_length=100, unique=True)
    outline = models.JSONField(_("outline"))  # GeoJSON Polygon or MultiPolygon
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class GroundLayer(models.Model):
    """Streets, water, woods or buildings, as a GeoJSON geometry: the ground of every map."""

    STREETS, WATER, GREEN, BUILDINGS, RAIL = "streets", "water", "green", "buildings", "rail"
    KINDS = [
        (GREEN, _("woods and parks")),
        (WATER, _("water")),
        (BUILDINGS, _("buildings")),
        (STREETS, _("streets")),
        (RAIL, _("railways")),
    ]

    kind = models.CharField(_("kind"), max_length=12, choices=KINDS, unique=True)
    geometry = models.JSONField()
    credit = models.CharField(_("credit"), max_length=120, blank=True)


class Place(models.Model):
    """A place of interest: a school, a hall, a park…"""

    KINDS = [
        ("hall", _("Town hall and services")), ("school", _("School")), ("culture", _("Culture")), ("sport", _("Sport")),
        ("nature", _("Park and nature")), ("health", _("Health")), ("transport", _("Transport")), ("market", _("Market and shops")),
        ("heritage", _("Heritage")), ("meeting", _("Meeting room")), ("vote", _("Polling station")), ("digital", _("Digital help")),
        ("other", _("Other")),
    ]  # fmt: skip

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS, default="other")
    description = models.TextField(_("description"), max_length=2000, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    longitude = models.FloatField(_("longitude"))
    latitude = models.FloatField(_("latitude"))
    accessibility = models.TextField(_("accessibility"), max_length=1000, blank=True)
    hours = models.CharField(_("opening hours"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    url = models.URLField(_("website"), blank=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, related_name="places")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=_ON_EARTH, name="place_on_earth")]
        indexes = [models.Index(fields=["name", "id"], name="place_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("places:place", args=[self.pk])


class Street(models.Model):
    """A street or a named place, in one municipality; searched by its folded words."""

    insee_code = models.CharField(max_length=5)
    name = models.CharField(max_length=200)
    locality = models.CharField(max_length=200, blank=True)  # older or smaller municipality, hamlet
    city = models.CharField(max_length=100)
    folded = models.CharField(max_length=300)
    longitude = models.FloatField(default=0)
    latitude = models.FloatField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["insee_code", "folded", "locality"], name="street_once")]

    def __str__(self) -> str:
        return self.name


class StreetGram(models.Model):
    """A piece of three letters of a street's name: finds it despite a slip of the finger, on any database."""

    gram = models.CharField(max_length=3)
    street = models.ForeignKey(Street, models.CASCADE, related_name="grams")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gram", "street"], name="gram_once")]


class Address(models.Model):
    """A number in a street, from the town's own file."""

    street = models.ForeignKey(Street, models.CASCADE, related_name="addresses")
    number = models.PositiveIntegerField()
    suffix = models.CharField(max_length=20, blank=True)  # folded: bis, ter, a…
    longitude = models.FloatField()
    latitude = models.FloatField()
    ban_id = models.CharField(max_length=40, blank=True)
    is_certified = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["street", "number", "suffix"], name="address_once"),
            models.CheckConstraint(condition=_ON_EARTH, name="address_on_earth"),
        ]
        indexes = [models.Index(fields=["latitude", "longitude"], name="address_by_point")]

    @property
    def label(self) -> str:
        number = f"{self.number} {self.suffix}".strip()
        return f"{number} {self.street.name}"

"""What can be reported, what is asked about it, and who then repairs it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account
from beffroi.ground.places.models import District
from beffroi.kernel.sealing import SealedField
from beffroi.participation.reports import states

PROBLEM, SUGGESTION = "problem", "suggestion"
KINDS = [(PROBLEM, pgettext_lazy("reports", "problem")), (SUGGESTION, pgettext_lazy("reports", "suggestion"))]


class OpenQuerySet(models.QuerySet):
    def open(self):
        """What can be chosen now."""
        return self.filter(closed_at=None)


class Service(models.Model):
    """Who repairs: a service of the town or a partner, and how reports reach it."""

    DESK, EMAIL = "desk", "email"  # the other doors are those of types.forwarders

    name = models.CharField(pgettext_lazy("reports", "name of the service"), max_length=120, unique=True)
    door = models.CharField(_("how reports reach it"), max_length=20, default=DESK)
    email = models.EmailField(_("e-mail address of the service"), blank=True)
    settings = models.JSONField(default=dict, blank=True)  # of the forwarder: address, jurisdiction…
    secrets = SealedField(default=dict, blank=True)  # of the forwarder: its key
    team = models.ManyToManyField(Account, blank=True, related_name="+")  # who hears of new reports on the desk
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A sort of problem or suggestion. `code` is its service_code for machines, and never changes."""

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(_("what it is for"), max_length=12, choices=KINDS, default=PROBLEM)
    name = models.CharField(pgettext_lazy("reports", "name"), max_length=80)
    group = models.CharField(_("group"), max_length=60, blank=True)
    description = models.CharField(_("in one sentence"), max_length=250, blank=True)
    keywords = models.CharField(_("other words for it, with commas"), max_length=250, blank=True)
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="categories")
    stop_text = models.CharField(_("why one must call instead"), max_length=400, blank=True)  # filled: the form stops here
    stop_phone = models.CharField(_("number to call"), max_length=30, blank=True)
    expected_days = models.PositiveSmallIntegerField(_("usual days until it is repaired"), null=True, blank=True)
    near_metres = models.PositiveSmallIntegerField(_("metres within which the same is looked for"), default=250)  # 0: never
    is_private = models.BooleanField(_("only its author and the team see these reports"), default=False)
    asks_later = models.BooleanField(_("ask after four weeks whether it is repaired"), default=True)
    position = models.PositiveSmallIntegerField(pgettext_lazy("reports", "rank"), default=100)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def stops(self) -> bool:
        return bool(self.stop_text)


class Attribute(models.Model):
    """An extra question of a category, in the words of Open311's service definitions."""

    STRING, NUMBER, DATETIME, TEXT, SINGLE, MULTI = "string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"
    DATATYPES = [
        (STRING, _("a few words")), (TEXT, _("a longer text")), (NUMBER, _("a number")), (DATETIME, _("a date and an hour")),
        (SINGLE, _("one choice")), (MULTI, _("several choices")),
    ]  # fmt: skip

    category = models.ForeignKey(Category, models.CASCADE, related_name="attributes")
    code = models.SlugField(max_length=60)
    datatype = models.CharField(_("what is answered"), max_length=16, choices=DATATYPES, default=STRING)
    description = models.CharField(pgettext_lazy("reports", "question"), max_length=250)
    datatype_description = models.CharField(_("help"), max_length=250, blank=True)
    required = models.BooleanField(_("must be answered"), default=False)
    variable = models.BooleanField(default=True)  # false: a notice to read, nothing to answer
    is_private = models.BooleanField(_("only the team reads the answer"), default=False)
    values = models.JSONField(default=list, blank=True)  # [{"key", "name"}] of lists
    stops = models.JSONField(default=list, blank=True)  # keys of values with which the form ends with the number to call
    stop_text = models.CharField(_("why one must call instead"), max_length=400, blank=True)
    stop_phone = models.CharField(_("number to call"), max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category", "code"], name="report_attribute_once")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.description

    @property
    def is_list(self) -> bool:
        return self.datatype in (self.SINGLE, self.MULTI)


class Route(models.Model):
    """Which service repairs what where: the most precise line wins. Without a district, everywhere; without a category, all."""

    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True, related_name="routes")
    district = models.ForeignKey(District, models.CASCADE, null=True, blank=True, related_name="+")
    service = models.ForeignKey(Service, models.CASCADE, related_name="routes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "district"], name="report_route_once"),
            models.UniqueConstraint(fields=["category"], condition=Q(district=None), name="report_route_everywhere_once"),
            models.UniqueConstraint(fields=["district"], condition=Q(category=None), name="report_route_all_once"),
            models.CheckConstraint(condition=Q(category__isnull=False) | Q(district__isnull=False), name="report_route_says_something"),
        ]


class Template(models.Model):
    """A ready answer of the team, for a state and perhaps a category. {category}, {place} and {number} are filled in."""

    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(pgettext_lazy("reports", "text"), max_length=2000)
    state = models.CharField(pgettext_lazy("reports", "for the state"), max_length=16, choices=states.CHOICES, blank=True)
    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True, related_name="templates")
    is_automatic = models.BooleanField(_("say it by itself when a report takes this state"), default=False)

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

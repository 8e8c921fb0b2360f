"""Who was verified, and never who it is: identities are compared as keyed hashes, and forgotten."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account
from beffroi.ground.places.models import District
from beffroi.kernel.sealing import SealedField

AGES = (0, 11, 15, 16, 18)  # a person is known to be at least that old; 0: younger than eleven


class Pepper(models.Model):
    """The key of all hashes here (row 1): sealed by keys that are not in the database, and older than every rotation of them."""

    key = SealedField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="pepper_is_one")]


class Way(models.Model):
    """What the town decided for one method."""

    kind = models.CharField(max_length=20, unique=True)
    is_open = models.BooleanField(default=False)
    months = models.PositiveSmallIntegerField(default=0)  # how long it holds; 0: without end


class Provider(models.Model):
    """An identity provider that the town is registered with."""

    OIDC, FRANCECONNECT, PROCONNECT = "oidc", "franceconnect", "proconnect"
    KINDS = [
        (FRANCECONNECT, pgettext_lazy("provider", "FranceConnect")),
        (PROCONNECT, pgettext_lazy("provider", "ProConnect")),
        (OIDC, pgettext_lazy("provider", "Another provider (OpenID Connect)")),
    ]

    slug = models.SlugField(max_length=20, unique=True)
    kind = models.CharField(max_length=13, choices=KINDS)
    name = models.CharField(_("name"), max_length=60)
    issuer = models.URLField(_("issuer"), max_length=300)
    client_id = models.CharField(_("client id"), max_length=200)
    secret = SealedField()
    acr = models.CharField(_("level of assurance"), max_length=100, blank=True)  # "eidas1": at least that
    asks_identity = models.BooleanField(default=False)  # name and date of birth, to compare and to forget
    is_open = models.BooleanField(default=False)
    months = models.PositiveSmallIntegerField(default=24)

    def __str__(self) -> str:
        return self.name


class VerificationQuerySet(models.QuerySet):
    def holding(self, at: datetime):
        """Those that count now."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at))


class PersonKey(models.Model):
    """One person, one account: a keyed hash of something that is one person's alone (a number, a name and a date of birth)."""

    digest = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="person_keys")


class Verification(models.Model):
    """An account was verified by one method: when, until when, and the little that this attests."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="verifications")
    method = models.CharField(max_length=20)
    at = models.DateField()  # the day is enough
    expires_at = models.DateTimeField(null=True, blank=True)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)  # at least that old (AGES); None: unknown
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, related_name="+")
    paper = models.CharField(max_length=20, blank=True)  # at the counter: which one was shown; no copy, no number
    agent = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    keys = models.ManyToManyField(PersonKey, related_name="verifications")

    objects = VerificationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "method"], name="verification_once")]
        indexes = [models.Index(fields=["expires_at"])]


class Conflict(models.Model):
    """Two accounts, one person. Nobody is refused in silence: the team looks, and both are told."""

    OPEN, MOVED, KEPT = "open", "moved", "kept"
    STATES = [
        (OPEN, pgettext_lazy("conflict", "to decide")),
        (MOVED, pgettext_lazy("conflict", "moved to the new account")),
        (KEPT, pgettext_lazy("conflict", "left as it was")),
    ]

    claimant = models.ForeignKey(Account, models.CASCADE, related_name="+")  # who came now
    holder = models.ForeignKey(Account, models.CASCADE, related_name="+")  # who came first
    method = models.CharField(max_length=20)
    attested = models.JSONField(default=dict)  # the verification that waits: hashes, age, district, paper
    state = models.CharField(max_length=5, choices=STATES, default=OPEN)
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claimant", "method"], condition=Q(state="open"), name="conflict_open_once"),
            models.CheckConstraint(condition=~Q(claimant=F("holder")), name="conflict_of_two"),
        ]
        indexes = [models.Index(fields=["state", "opened_at"])]


class Telephone(models.Model):
    """A code on its way to a telephone; the number is kept as its hash alone, and sealed until the message is out."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    ends_in = models.CharField(max_length=2)
    outgoing = SealedField()  # {"to", "text"}; emptied when it is sent
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()


class Letter(models.Model):
    """A letter with a code, asked for by a person; name and address are sealed, and erased once they have served."""

    ASKED, PRINTED, USED, VOID = "asked", "printed", "used", "void"
    STATES = [
        (ASKED, pgettext_lazy("letter", "to print")),
        (PRINTED, pgettext_lazy("letter", "printed")),
        (USED, pgettext_lazy("letter", "code typed")),
        (VOID, pgettext_lazy("letter", "no longer valid")),
    ]

    account = models.ForeignKey(Account, models.CASCADE, related_name="letters")
    state = models.CharField(max_length=7, choices=STATES, default=ASKED)
    addressed = SealedField()  # {"name", "street", "city"}; emptied when used, void or too old
    digest = models.CharField(max_length=64)  # of the name at that address
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, related_name="+")
    code_hash = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(state__in=["asked", "printed"]), name="letter_one_at_a_time")
        ]
        indexes = [models.Index(fields=["state", "asked_at"])]


class Roll(models.Model):
    """A list of people that the town keeps: residents, members, pupils. Names are hashed when they come in, and forgotten."""

    NAME, NUMBER = "name", "number"
    KINDS = [
        (NAME, pgettext_lazy("list of people", "Last name, first name and date of birth")),
        (NUMBER, pgettext_lazy("list of people", "A number that each person was given")),
    ]

    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(max_length=6, choices=KINDS)
    months = models.PositiveSmallIntegerField(default=12)
    is_open = models.BooleanField(default=True)
    people_count = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class RollLine(models.Model):
    """One name of one person of a list, as a keyed hash; people who have two names have two lines."""

    roll = models.ForeignKey(Roll, models.CASCADE, related_name="lines")
    digest = models.CharField(max_length=64)
    person = models.PositiveIntegerField()  # the same for all lines of one person; says nothing outside this list
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll", "digest"], name="listed_once")]
        indexes = [models.Index(fields=["roll", "person"])]


class AgeSaid(models.Model):
    """Whether a person says that she is under fifteen. No date of birth."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="+")
    is_child = models.BooleanField()
    at = models.DateField()


class Agreement(models.Model):
    """A parent's word for a child under fifteen. The parent's address is erased once she has answered."""

    ASKED, GIVEN, REFUSED, ENDED = "asked", "given", "refused", "ended"
    STATES = [
        (ASKED, pgettext_lazy("agreement of a parent", "asked")),
        (GIVEN, pgettext_lazy("agreement of a parent", "given")),
        (REFUSED, pgettext_lazy("agreement of a parent", "refused")),
        (ENDED, pgettext_lazy("agreement of a parent", "taken back")),
    ]

    account = models.OneToOneField(Account, models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=STATES, default=ASKED)
    parent = SealedField()  # {"email"}
    link_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    is_paper = models.BooleanField(default=False)
    agent = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

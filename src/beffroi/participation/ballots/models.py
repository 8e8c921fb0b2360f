"""The rows of a vote. What leads to a person (Voter, Mark) and what is in the urn (Slip, Ballot) share nothing but the election."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from beffroi.ground.people.models import Account
from beffroi.kernel.sealing import SealedField
from beffroi.participation.spaces.models import Component


def drawn() -> int:
    """The number of a row, drawn by lot: numbers in a row would tell in which order people came."""
    return secrets.randbelow(2**62) + 1


def short_id() -> str:
    return secrets.token_urlsafe(9)


class Election(models.Model):
    """One vote: its questions, its rules, its calendar. Nothing of it changes once it is open."""

    ANONYMOUS, SECRET = "anonymous", "secret"
    MODES = [
        (ANONYMOUS, pgettext_lazy("vote", "Anonymous")),
        (SECRET, pgettext_lazy("vote", "Secret, and anyone can check it")),
    ]
    EVERYBODY, LIST = "open", "list"
    ROLLS = [(EVERYBODY, _("whoever signs in and may take part")), (LIST, _("the people of a list"))]
    DRAFT, KEYS, OPEN, CLOSED, COUNTED = "draft", "keys", "open", "closed", "counted"
    STATES = [
        (DRAFT, pgettext_lazy("vote", "Being prepared")),
        (KEYS, pgettext_lazy("vote", "Keys are being made")),
        (OPEN, pgettext_lazy("vote", "Open")),
        (CLOSED, pgettext_lazy("vote", "Closed, being counted")),
        (COUNTED, pgettext_lazy("vote", "Counted")),
    ]

    component = models.ForeignKey(Component, models.CASCADE, related_name="elections")
    ref = models.CharField(max_length=60, blank=True)
    public_id = models.CharField(max_length=16, unique=True, default=short_id)
    title = models.CharField(_("title"), max_length=200)
    mode = models.CharField(max_length=10, choices=MODES)
    roll = models.CharField(max_length=5, choices=ROLLS, default=EVERYBODY)
    questions = models.JSONField(default=list)
    rules = models.JSONField(default=dict, blank=True)  # the component's own, frozen with the rest
    requirement = models.JSONField(default=dict, blank=True)
    administrator = models.CharField(_("administrator"), max_length=120, blank=True)
    registrar = models.CharField(_("registrar"), max_length=120, blank=True)
    auditors = models.TextField(_("auditors"), max_length=1000, blank=True)
    server_registrar = models.BooleanField(default=False)  # the simplified way, said to the public
    uuid = models.CharField(max_length=14, blank=True)
    group = models.CharField(max_length=20, blank=True)
    threshold = models.PositiveSmallIntegerField(default=2)  # how many of the trustees are needed
    has_paper = models.BooleanField(default=False)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=STATES, default=DRAFT)
    is_ready = models.BooleanField(default=False)  # the team said: open it by itself at its hour
    frozen = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    voters_count = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True, blank=True)  # of a secret vote, once it is decrypted
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["component", "ref"], name="election_ref_once")]
        indexes = [models.Index(fields=["state", "closes_at"]), models.Index(fields=["state", "opens_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def is_secret(self) -> bool:
        return self.mode == self.SECRET

    @property
    def is_listed(self) -> bool:
        """Some of its ballots are opened one by one, and so must be shuffled first."""
        return any(question.get("is_listed") for question in self.questions)

    @property
    def is_frozen(self) -> bool:
        return self.state in (self.OPEN, self.CLOSED, self.COUNTED)

    @property
    def is_over(self) -> bool:
        return self.state in (self.CLOSED, self.COUNTED)

    def is_open(self, at: datetime) -> bool:
        return self.state == self.OPEN and self.opens_at <= at < self.closes_at

    @property
    def url(self) -> str:
        return self.place("show")

    def place(self, route: str, *args: object) -> str:
        """One of its public addresses, in the town's first language."""
        with override(settings.LANGUAGE_CODE):
            return reverse(f"ballots:{route}", args=[self.public_id, *args])

    @property
    def desk_url(self) -> str:
        with override(settings.LANGUAGE_CODE):
            return reverse("ballots_team:show", args=[self.public_id])

    def token_of(self, role: str) -> str:
        """What the personal link of the registrar or of a trustee carries; nothing is stored."""
        return salted_hmac("beffroi.ballots.link", f"{self.public_id}|{self.pk}|{role}", algorithm="sha256").hexdigest()[:40]


class Setup(models.Model):
    """The bytes that a secret vote is bound to, as they are published."""

    election = models.OneToOneField(Election, models.CASCADE, related_name="setup")
    election_raw = models.TextField()
    trustees_raw = models.TextField()
    credentials_raw = models.TextField()
    timestamp = models.BigIntegerField()  # the one hour that every part of the archive bears

    def __str__(self) -> str:
        return f"setup of {self.election_id}"


class Urn(models.Model):
    """What casting changes besides the ballot: totals, the head of the chain, and the sealed set of those not marked yet."""

    election = models.OneToOneField(Election, models.CASCADE, related_name="urn")
    pending = SealedField(blank=True, default=dict)
    handed = SealedField(blank=True, default=dict)  # the simplified way: credentials left, and who took one
    height = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    settled = models.PositiveIntegerField(default=0)  # height at the last settlement
    ballots_count = models.PositiveIntegerField(default=0)
    voted_count = models.PositiveIntegerField(default=0)  # people, online
    paper_count = models.PositiveIntegerField(default=0)  # people, on paper

    def __str__(self) -> str:
        return f"urn of {self.election_id}"


class Voter(models.Model):
    """A line of the roll. How to reach her is sealed; the keyed hash of her address finds her account."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="voters")
    number = models.PositiveIntegerField()
    contact = SealedField(blank=True, default=dict)  # name, email, phone, address
    email_key = models.CharField(max_length=64, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="voter_number_once"),
            models.UniqueConstraint(fields=["election", "email_key"], condition=~Q(email_key=""), name="voter_email_once"),
        ]


class Mark(models.Model):
    """Somebody took part: no hour, no day, a number drawn by lot. Never in the transaction of a ballot."""

    ONLINE, PAPER = "online", "paper"

    id = models.BigAutoField(primary_key=True, default=drawn)
    election = models.ForeignKey(Election, models.CASCADE, related_name="marks")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    voter = models.ForeignKey(Voter, models.CASCADE, null=True, related_name="marks")
    way = models.CharField(max_length=6, default=ONLINE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "account"], name="mark_account_once"),
            models.UniqueConstraint(fields=["election", "voter"], name="mark_voter_once"),
        ]


class Day(models.Model):
    """How many people took part on a day: a number, nothing else."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="days")
    day = models.DateField()
    online = models.PositiveIntegerField(default=0)
    paper = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "day"], name="election_day_once")]


class Slip(models.Model):
    """A ballot of an anonymous vote. Its key is the hash of a code that only the voter has: with it she may change it."""

    id = models.BigAutoField(primary_key=True, default=drawn)
    election = models.ForeignKey(Election, models.CASCADE, related_name="slips")
    key = models.CharField(max_length=64)
    tracker = models.CharField(max_length=24)
    choices = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "key"], name="slip_key_once"),
            models.UniqueConstraint(fields=["election", "tracker"], name="slip_tracker_once"),
        ]


class Credential(models.Model):
    """The public half of a credential. Whose it is, only the registrar knows."""

    id = models.BigAutoField(primary_key=True, default=drawn)
    election = models.ForeignKey(Election, models.CASCADE, related_name="credentials")
    public = models.CharField(max_length=640)
    weight = models.PositiveSmallIntegerField(default=1)
    is_revoked = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "public"], name="credential_once")]


class Ballot(models.Model):
    """A ballot of a secret vote, encrypted and signed by its credential. The order of the urn is public; no hour is kept."""

    id = models.BigAutoField(primary_key=True, default=drawn)
    election = models.ForeignKey(Election, models.CASCADE, related_name="ballots")
    height = models.PositiveIntegerField()
    tracker = models.CharField(max_length=44)
    credential = models.CharField(max_length=640)
    raw = models.TextField()
    event = models.CharField(max_length=64)  # hash of its event: the chain

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "height"], name="ballot_height_once"),
            models.UniqueConstraint(fields=["election", "tracker"], name="ballot_tracker_once"),
        ]
        indexes = [models.Index(fields=["election", "credential"])]


class Trustee(models.Model):
    """Somebody who holds a part of the key. `said`: what she published in each round of the ceremony, as text."""

    SINGLE, THRESHOLD, SERVER = "single", "threshold", "server"
    KINDS = [
        (SINGLE, _("needed in any case")),
        (THRESHOLD, _("one of several, of whom some are needed")),
        (SERVER, _("this site")),
    ]

    election = models.ForeignKey(Election, models.CASCADE, related_name="trustees")
    position = models.PositiveSmallIntegerField()  # as the protocol numbers them, from 1
    name = models.CharField(_("name"), max_length=120)
    quality = models.CharField(_("in what quality"), max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=KINDS, default=THRESHOLD)
    said = models.JSONField(default=dict, blank=True)
    secret = SealedField(blank=True, default=dict)  # of the site's own key only; erased once the vote is counted
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "position"], name="trustee_position_once")]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def token(self) -> str:
        return self.election.token_of(f"trustee:{self.pk}")

    @property
    def url(self) -> str:
        return self.election.place("trustee", self.pk, self.token)


class Event(models.Model):
    """What came after the ballots: the end, the tally, shuffles, decryptions, the result. Their exact bytes, in order."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="events")
    height = models.PositiveIntegerField()
    type = models.CharField(max_length=20)
    owner = models.PositiveSmallIntegerField(default=0)
    raw = models.TextField(blank=True)
    numbers = models.JSONField(default=dict, blank=True)  # of the tally: ballots and weight

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "height"], name="event_height_once")]
        ordering = ["height"]


class Count(models.Model):
    """The paper ballots of one table, counted twice by two agents; a third where they differ. Shown apart."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="counts")
    table = models.CharField(_("table or polling station"), max_length=80)
    first = models.JSONField(null=True, blank=True)
    second = models.JSONField(null=True, blank=True)
    third = models.JSONField(null=True, blank=True)
    first_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    second_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    third_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    agreed = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "table"], name="count_table_once")]
        ordering = [F("table").asc()]

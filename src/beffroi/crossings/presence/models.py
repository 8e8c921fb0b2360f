from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.fediverse.models import FediverseActor, Publication
from beffroi.ground.people.models import Account
from beffroi.kernel.sealing import SealedField

PROCESS, GROUP, OFFICIAL, ALERTS, FEED = "process", "group", "official", "alerts", "feed"


class Preferences(models.Model):
    """What can be followed by itself, without anybody opening it one by one (row 1)."""

    processes = models.BooleanField(
        _("processes and groups"), default=True, help_text=_("Each process tells its phases, proposals, answers and decisions.")
    )
    alerts = models.BooleanField(_("alerts"), default=True, help_text=_("One account for all alerts, and one for each topic."))
    feeds = models.BooleanField(_("the feeds of the commune"), default=True, help_text=_("Participation as a whole, votes of the council."))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="presence_preferences_are_one")]

    def allow(self, kind: str) -> bool:
        return {PROCESS: self.processes, GROUP: self.processes, ALERTS: self.alerts, FEED: self.feeds}.get(kind, True)


class Presence(models.Model):
    """Something of the town that has, or had, an account of its own on the fediverse."""

    KINDS = [
        (PROCESS, pgettext_lazy("presence", "Process")),
        (GROUP, pgettext_lazy("presence", "Group")),
        (OFFICIAL, pgettext_lazy("presence", "Elected official")),
        (ALERTS, pgettext_lazy("presence", "Alerts")),
        (FEED, pgettext_lazy("presence", "Feed of the commune")),
    ]

    kind = models.CharField(max_length=10, choices=KINDS)
    ref = models.CharField(max_length=40)  # its id there, or a word: "12", "weather"
    actor = models.OneToOneField(FediverseActor, models.PROTECT, null=True, blank=True, related_name="+")
    is_on = models.BooleanField(default=True)  # the team's switch for this one
    consent = models.CharField(_("how the person agreed"), max_length=300, blank=True)  # of an official
    decided_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="presence_once")]

    @property
    def is_open(self) -> bool:
        """`actor` is loaded."""
        return self.actor is not None and self.actor.closed_at is None

    @property
    def name(self) -> str:
        return self.actor.name if self.actor else f"{self.get_kind_display()} {self.ref}"


class Utterance(models.Model):
    """What an actor said about a subject, once for each key; `publication` is where it stands now."""

    presence = models.ForeignKey(Presence, models.CASCADE, related_name="utterances")
    key = models.CharField(max_length=90)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    publication = models.OneToOneField(Publication, models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    times = models.PositiveSmallIntegerField(default=1)  # taken back and said again: servers never take an address twice
    said_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["presence", "key"], name="utterance_once")]
        indexes = [models.Index(fields=["subject_kind", "subject_id"])]


class LinkedAccount(models.Model):
    """An account elsewhere of which a person showed that it is hers."""

    FEDIVERSE, BLUESKY = "fediverse", "bluesky"
    NETWORKS = [(FEDIVERSE, _("Mastodon and the fediverse")), (BLUESKY, "Bluesky")]
    OAUTH, PAGE, MESSAGE, MOVE = "oauth", "page", "message", "move"
    WAYS = [
        (OAUTH, _("you agreed on your server")),
        (PAGE, _("your profile there points to your page here")),
        (MESSAGE, _("you sent a code from there")),
        (MOVE, _("your former account said that you moved there")),
    ]

    account = models.ForeignKey(Account, models.CASCADE, related_name="linked_accounts")
    network = models.CharField(max_length=10, choices=NETWORKS)
    address = models.CharField(max_length=300)  # @alice@mamot.fr, in lower case
    actor_uri = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=500, blank=True)
    way = models.CharField(max_length=8, choices=WAYS)
    is_shown = models.BooleanField(default=False)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "address"], name="linked_account_once")]


class ServerApp(models.Model):
    """This site as a server of Mastodon knows it: made once for each."""

    host = models.CharField(max_length=255, unique=True)
    scope = models.CharField(max_length=60)
    redirect = models.CharField(max_length=300)
    keys = SealedField()  # client_id, client_secret
    made_at = models.DateTimeField()


class LinkErrand(models.Model):
    """A person went to her server to agree, and is expected back."""

    state = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    app = models.ForeignKey(ServerApp, models.CASCADE, related_name="+")
    kept = SealedField()  # the proof that it was we who sent her (PKCE)
    begun_at = models.DateTimeField(db_index=True)


class LinkCode(models.Model):
    """A code that a person sends to the town from her account elsewhere; kept as a hash, good once, from that address only."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="+")
    network = models.CharField(max_length=10)
    address = models.CharField(max_length=300)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_index=True)

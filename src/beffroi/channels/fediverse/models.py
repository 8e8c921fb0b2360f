import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.sealing import SealedField

TOWN, PROCESS, GROUP, OFFICIAL, FEED, INSTANCE = "town", "process", "group", "official", "feed", "instance"
TYPES = {
    TOWN: "Organization",
    PROCESS: "Group",
    GROUP: "Group",
    OFFICIAL: "Person",
    FEED: "Service",
    INSTANCE: "Application",
}


class Policy(models.Model):
    """With whom we speak (row 1)."""

    OPEN, LISTED = "open", "listed"
    MODES = [(OPEN, _("With every server, except those that are blocked")), (LISTED, _("Only with the servers that are allowed"))]

    ANYBODY, FOLLOWERS, NOBODY = "anybody", "followers", "nobody"
    QUOTERS = [
        (ANYBODY, pgettext_lazy("fediverse", "anybody")),
        (FOLLOWERS, pgettext_lazy("fediverse", "only who follows")),
        (NOBODY, pgettext_lazy("fediverse", "nobody")),
    ]

    mode = models.CharField(_("with whom"), max_length=10, choices=MODES, default=OPEN)
    holds_first_contacts = models.BooleanField(_("look at the first message of everybody before it may be shown"), default=True)
    signed_reading = models.BooleanField(_("show publications to servers only if they say who they are"), default=False)
    quotes = models.CharField(_("who may quote"), max_length=10, choices=QUOTERS, default=ANYBODY)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="fediverse_policy_is_one")]


class FediverseActor(models.Model):
    """Somebody of ours that can be followed: the town, a process, an official, a topic; and the server itself."""

    KINDS = [(kind, kind) for kind in TYPES]

    kind = models.CharField(max_length=10, choices=KINDS)
    subject = models.CharField(max_length=60, unique=True)  # what it speaks for, as "kind:id"
    username = models.CharField(_("name there"), max_length=255, unique=True)
    name = models.CharField(_("shown name"), max_length=200)
    summary = models.TextField(_("a few words about it"), blank=True)
    url = models.CharField(max_length=300, blank=True)  # its page, from the root; "": the one of this domain
    public_pem = models.TextField()
    multikey = models.CharField(max_length=80)
    private = SealedField()
    also_known_as = models.JSONField(default=list)
    moved_to = models.CharField(max_length=500, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    followers_count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        return "/federation/actor" if self.kind == INSTANCE else f"/@{self.username}"

    @property
    def uri(self) -> str:
        """Its id, which is also the address of its page."""
        return settings.BASE_URL + self.path

    @property
    def key_id(self) -> str:
        return f"{self.uri}#main-key"

    @property
    def type(self) -> str:
        return TYPES[self.kind]


class Host(models.Model):
    """Another server: how we speak with it, and whether."""

    BLOCKED, LIMITED, ALLOWED = "blocked", "limited", "allowed"
    RULES = [
        ("", _("no rule")),
        (BLOCKED, pgettext_lazy("fediverse", "blocked")),
        (LIMITED, pgettext_lazy("fediverse", "limited: never shown without a look")),
        (ALLOWED, pgettext_lazy("fediverse", "allowed")),
    ]

    name = models.CharField(_("name of the server"), max_length=255, unique=True)
    rule = models.CharField(max_length=10, choices=RULES, blank=True)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    way = models.CharField(max_length=10, blank=True)  # of signing a POST that it takes; learnt from its answers to POSTs only
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    paused_until = models.DateTimeField(null=True, blank=True)
    failing_days = models.PositiveSmallIntegerField(default=0)
    failed_on = models.DateField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class RemoteActor(models.Model):
    """Somebody elsewhere, as their server last described them."""

    uri = models.CharField(max_length=500, unique=True)
    host = models.CharField(max_length=255, db_index=True)
    type = models.CharField(max_length=40)
    username = models.CharField(max_length=200)
    name = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=500, blank=True)
    inbox = models.CharField(max_length=500)
    shared_inbox = models.CharField(max_length=500, blank=True)
    followers_uri = models.CharField(max_length=500, blank=True)
    multikeys = models.JSONField(default=dict)  # id -> key
    also_known_as = models.JSONField(default=list)
    moved_to = models.CharField(max_length=500, blank=True)
    fetched_at = models.DateTimeField()
    admitted_at = models.DateTimeField(null=True, blank=True)  # the team looked at a first message
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocks_us_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["username", "host"])]

    def __str__(self) -> str:
        return self.address

    @property
    def address(self) -> str:
        return f"@{self.username}@{self.host}"


class RemoteKey(models.Model):
    """A key that a remote actor signs with, under the id by which its signatures call it."""

    key_id = models.CharField(max_length=500, unique=True)
    owner = models.ForeignKey(RemoteActor, models.CASCADE, related_name="keys")
    pem = models.TextField()
    fetched_at = models.DateTimeField()


class Follower(models.Model):
    actor = models.ForeignKey(FediverseActor, models.CASCADE, related_name="followers")
    remote = models.ForeignKey(RemoteActor, models.CASCADE, related_name="follows")
    activity_uri = models.CharField(max_length=500)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "remote"], name="fediverse_follows_once")]
        indexes = [models.Index(fields=["actor", "-since", "-id"])]


class Publication(models.Model):
    """Something that one of our actors says, under an address that comes from its key."""

    token = models.UUIDField(unique=True, default=uuid.uuid4)
    actor = models.ForeignKey(FediverseActor, models.PROTECT, related_name="publications")
    key = models.CharField(max_length=100)
    document = models.JSONField()  # without what changes by itself: counts, votes
    rich = models.JSONField(default=dict)  # the Article or Event that the note announces
    is_public = models.BooleanField(default=True)
    link = models.CharField(max_length=500, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)  # of a poll
    likes_count = models.PositiveIntegerField(default=0)
    shares_count = models.PositiveIntegerField(default=0)
    replies_count = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    is_hidden = models.BooleanField(default=False)  # by moderation: out of sight here, whatever others hold

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="fediverse_publication_once_per_key")]
        indexes = [models.Index(fields=["actor", "-published_at", "-id"])]

    @property
    def path(self) -> str:
        return f"/federation/o/{self.token}"

    @property
    def uri(self) -> str:
        return settings.BASE_URL + self.path


class Reaction(models.Model):
    """What one remote actor did with a publication; counts are counts of these."""

    LIKE, SHARE, EMOJI, VOTE, JOIN = "like", "share", "emoji", "vote", "join"

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="reactions")
    remote = models.ForeignKey(RemoteActor, models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=6)
    value = models.CharField(max_length=200, blank=True)
    activity_uri = models.CharField(max_length=500, db_index=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "remote", "kind", "value"], name="fediverse_reacts_once")]


class Quote(models.Model):
    """We let somebody quote a publication; the stamp at its address proves it until it is taken back (FEP-044f)."""

    token = models.UUIDField(unique=True, default=uuid.uuid4)
    publication = models.ForeignKey(Publication, models.CASCADE, related_name="quotes")
    remote = models.ForeignKey(RemoteActor, models.CASCADE, related_name="quotes")
    note_uri = models.CharField(max_length=500, db_index=True)
    at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "note_uri"], name="fediverse_quotes_once")]
        indexes = [models.Index(fields=["-at", "-id"])]

    @property
    def uri(self) -> str:
        return f"{settings.BASE_URL}/federation/quotes/{self.token}"


class RemoteNote(models.Model):
    """Something that was said to us elsewhere, as it was said there; its words for the team are in base.Heard."""

    uri = models.CharField(max_length=500, unique=True)
    remote = models.ForeignKey(RemoteActor, models.CASCADE, related_name="notes")
    actor = models.ForeignKey(FediverseActor, models.SET_NULL, null=True, blank=True, related_name="+")  # of ours, who hears it
    publication = models.ForeignKey(Publication, models.SET_NULL, null=True, blank=True, related_name="answers")
    in_reply_to = models.CharField(max_length=500, blank=True)
    html = models.TextField(blank=True)  # cleaned
    is_private = models.BooleanField(default=False)
    activity = models.JSONField(default=dict)  # of a public note: what a group passes on
    said_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)  # a group passed it on
    announce_uri = models.CharField(max_length=500, blank=True)  # in this activity
    gone_at = models.DateTimeField(null=True, blank=True)


class Received(models.Model):
    """An activity that came; the same again has no effect, the very same message again is refused."""

    uri = models.CharField(max_length=500, unique=True)
    signature_hash = models.CharField(max_length=64)
    actor_uri = models.CharField(max_length=500, blank=True)  # proven
    activity = models.JSONField(default=dict)  # until it is taken in: nobody's words stay here
    type = models.CharField(max_length=40)
    at = models.DateTimeField(db_index=True)


class Activity(models.Model):
    """Something that one of our actors tells others, as it is sent."""

    token = models.UUIDField(unique=True, default=uuid.uuid4)
    actor = models.ForeignKey(FediverseActor, models.CASCADE, related_name="+")
    type = models.CharField(max_length=20)
    document = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-made_at", "-id"])]


class Parcel(models.Model):
    """One activity on its way to one inbox."""

    WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"
    STATES = [
        (WAITING, pgettext_lazy("fediverse", "waiting")),
        (SENT, pgettext_lazy("fediverse", "sent")),
        (FAILED, pgettext_lazy("fediverse", "refused")),
        (DROPPED, pgettext_lazy("fediverse", "given up")),
    ]

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="parcels")
    inbox = models.CharField(max_length=500)
    host = models.CharField(max_length=255)
    state = models.CharField(max_length=8, choices=STATES, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "inbox"], name="fediverse_parcel_once")]
        indexes = [models.Index(fields=["next_at"], condition=Q(state="waiting"), name="fediverse_parcel_waiting")]

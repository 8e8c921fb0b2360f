from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Voice
from beffroi.kernel.subjects import Subject

DEEPEST = 3
TOPIC, MESSAGE = "topic", "message"


class ThreadQuerySet(models.QuerySet):
    def topics(self):
        """Those of the forum that may be read."""
        return self.filter(subject_kind="", hidden_at=None)


class Thread(models.Model):
    """Messages about one subject (one thread a subject), or a topic of the forum (a title of its own)."""

    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    title = models.CharField(_("title"), max_length=150, blank=True)
    slug = models.SlugField(max_length=160, blank=True)
    excerpt = models.CharField(max_length=300, blank=True)  # of a topic's opening message, made at write time
    voice = models.ForeignKey(Voice, models.PROTECT, null=True, blank=True, related_name="+")
    asks_stance = models.BooleanField(default=False)
    messages_count = models.PositiveIntegerField(default=0)  # without the opening message of a topic
    voices_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    last_message_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing = models.CharField(max_length=500, blank=True)  # why it was closed, or what came of it
    hidden_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            # Topics have no number, so they never meet. Without a condition, so that SQLite looks threads up by it.
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="thread_once_per_subject"),
            models.CheckConstraint(condition=~Q(subject_kind="") | ~Q(title=""), name="thread_topic_has_a_title"),
        ]
        indexes = [
            models.Index(fields=["-last_message_at", "-id"], condition=Q(subject_kind="", hidden_at=None), name="topic_alive"),
            models.Index(fields=["-created_at", "-id"], condition=Q(subject_kind="", hidden_at=None), name="topic_new"),
            models.Index(fields=["-voices_count", "-id"], condition=Q(subject_kind="", hidden_at=None), name="topic_busy"),
        ]

    @property
    def topic_slug(self) -> str:
        """A title without letters still has an address."""
        return self.slug or "sujet"

    @property
    def is_topic(self) -> bool:
        return not self.subject_kind

    @property
    def subject(self) -> Subject:
        """What it is about; a topic of the forum is its own subject."""
        return Subject(TOPIC, self.pk) if self.is_topic else Subject(self.subject_kind, self.subject_id or 0)


class MessageQuerySet(models.QuerySet):
    def listed(self):
        """Those that have a place in the page: a removed one keeps its place only while answers hang on it."""
        return self.filter(Q(removed_at=None) | Q(answers_count__gt=0), is_opening=False)

    def said(self):
        """Those that everybody may read."""
        return self.filter(removed_at=None, hidden_at=None)


class Message(models.Model):
    """What a voice said in a thread."""

    FOR, AGAINST, NUANCE, NEUTRAL = "for", "against", "nuance", ""
    STANCES = [(NEUTRAL, _("no side")), (FOR, _("for")), (AGAINST, _("against")), (NUANCE, _("nuance"))]

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="messages")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    root = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answers")  # the first of its branch
    place = models.PositiveIntegerField(default=0)  # its number under the root, made at write time
    depth = models.PositiveSmallIntegerField(default=0)  # 0 to 3
    is_opening = models.BooleanField(default=False)  # the first message of a topic of the forum
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="messages")
    stance = models.CharField(max_length=8, choices=STANCES, blank=True)
    is_official = models.BooleanField(default=False)  # said in the name of the town
    text = models.TextField()  # Markdown, as typed
    html = models.TextField()  # cleaned, made at write time
    excerpt = models.CharField(max_length=220, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # of the bare words: finds what is repeated
    language = models.CharField(max_length=8, default="fr")
    origin_channel = models.CharField(max_length=30, blank=True)  # "" is this site
    origin_address = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=200, blank=True)  # idempotency key of an import or of a network
    supports_count = models.IntegerField(default=0)
    imported_supports = models.PositiveIntegerField(default=0)  # given elsewhere, counted in supports_count
    replies_count = models.PositiveIntegerField(default=0)  # direct ones
    answers_count = models.PositiveIntegerField(default=0)  # all that hang below, for a root; direct ones elsewhere
    round = models.PositiveIntegerField(default=0)  # how many its voice had said here before (conversations.turns)
    turn = models.FloatField(default=0)  # place in the fair-turn order, made at write time
    revision = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(null=True, blank=True)  # after the first quarter of an hour
    hidden_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="message_origin_once"),
            models.UniqueConstraint(fields=["thread"], condition=Q(is_opening=True), name="message_opening_once"),
            models.CheckConstraint(condition=Q(depth__lte=DEEPEST), name="message_depth"),
        ]
        indexes = [
            models.Index(fields=["thread", "parent", "-created_at"]),
            models.Index(fields=["thread", "parent", "-supports_count"]),
            models.Index(fields=["thread", "parent", "turn"]),
            models.Index(fields=["thread", "parent", "stance", "turn"]),
            models.Index(fields=["root", "place"]),
            models.Index(fields=["voice", "-created_at"]),
            models.Index(fields=["digest", "-created_at"]),
        ]

    @property
    def subject(self) -> Subject:
        return Subject(MESSAGE, self.pk)

    @property
    def is_public(self) -> bool:
        return self.removed_at is None and self.hidden_at is None


class Speaker(models.Model):
    """A voice in a thread: how much it said there. Its row is the lock under which it takes its turn."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="speakers")
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")
    sent = models.PositiveIntegerField(default=0)  # ever: taking a message back gives no new first turn
    standing = models.PositiveIntegerField(default=0)  # those that are there

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "voice"], name="speaker_once")]


class Revision(models.Model):
    """What a message said before it was changed."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    html = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="revision_once")]


class Mention(models.Model):
    """A message names a voice."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions")
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "voice"], name="mention_once")]

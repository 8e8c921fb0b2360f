from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Voice


class Thread(models.Model):
    """Messages about one subject (one thread a subject), or a subject of the forum of its own (a title)."""

    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    title = models.CharField(max_length=150, blank=True)
    slug = models.SlugField(max_length=160, blank=True)
    voice = models.ForeignKey(Voice, models.PROTECT, null=True, blank=True, related_name="+")
    messages_count = models.PositiveIntegerField(default=0)
    voices_count = models.PositiveIntegerField(default=0)
    last_message_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], condition=~Q(subject_kind=""), name="thread_once_per_subject"
            )
        ]


class Message(models.Model):
    """What a voice said in a thread."""

    FOR, AGAINST, NUANCE, NEUTRAL = "for", "against", "nuance", ""
    STANCES = [(NEUTRAL, _("no side")), (FOR, _("for")), (AGAINST, _("against")), (NUANCE, _("nuance"))]

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="messages")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    depth = models.PositiveSmallIntegerField(default=0)  # 0 to 3
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="messages")
    stance = models.CharField(max_length=8, choices=STANCES, blank=True)
    is_official = models.BooleanField(default=False)  # said in the name of the town
    text = models.TextField()  # Markdown, as typed
    html = models.TextField()  # cleaned, made at write time
    language = models.CharField(max_length=8, default="fr")
    origin_channel = models.CharField(max_length=30, blank=True)  # "" is this site
    origin_address = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=200, blank=True)  # idempotency key of an import or of a network
    supports_count = models.IntegerField(default=0)
    replies_count = models.PositiveIntegerField(default=0)
    turn = models.FloatField(default=0)  # place in the fair-turn order, made at write time
    edited_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="message_origin_once")]
        indexes = [
            models.Index(fields=["thread", "parent", "-created_at"]),
            models.Index(fields=["thread", "parent", "-supports_count"]),
            models.Index(fields=["thread", "parent", "turn"]),
            models.Index(fields=["voice", "-created_at"]),
        ]

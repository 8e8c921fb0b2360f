from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.models import Delivery, Heard
from beffroi.ground.people.models import Account
from beffroi.outreach.inbox.models.work import Label, SavedReply, Team


class ConversationQuerySet(models.QuerySet):
    def to_do(self):
        """What waits for the team now: open, and nobody has set it aside until later."""
        return self.filter(status=Conversation.OPEN, snoozed_until=None)

    def late(self, at: datetime):
        return self.to_do().filter(due_at__lte=at)


class Conversation(models.Model):
    """One author and the town, in one thread. What is private never stands in one conversation with what is public."""

    OPEN, WAITING, ANSWERED, CLOSED, SPAM = "open", "waiting", "answered", "closed", "spam"
    STATUSES = [
        (OPEN, pgettext_lazy("inbox status", "to answer")),
        (WAITING, pgettext_lazy("inbox status", "waiting for somebody")),
        (ANSWERED, pgettext_lazy("inbox status", "answered")),
        (CLOSED, pgettext_lazy("inbox status", "closed")),
        (SPAM, pgettext_lazy("inbox status", "spam")),
    ]
    TONES = {OPEN: "town", WAITING: "bell", ANSWERED: "good", SPAM: "brick"}
    URGENT, NORMAL, LOW = 1, 2, 3
    PRIORITIES = [
        (URGENT, pgettext_lazy("inbox priority", "urgent")),
        (NORMAL, pgettext_lazy("inbox priority", "normal")),
        (LOW, pgettext_lazy("inbox priority", "low")),
    ]

    account = models.ForeignKey(ChannelAccount, models.CASCADE, related_name="conversations")
    key = models.CharField(max_length=64, unique=True)  # the account, the author, the thread, private or not: hashed
    thread = models.CharField(max_length=500, blank=True)  # how the network names what they stand under
    author_address = models.CharField(max_length=300)  # as she is called there now
    author_key = models.CharField(max_length=300)  # how she is known for good, in small letters: names may change hands
    author_name = models.CharField(max_length=200)
    is_private = models.BooleanField(default=False)
    kind = models.CharField(max_length=12)
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, blank=True, related_name="+")  # our publication
    excerpt = models.CharField(max_length=200, blank=True)

    status = models.CharField(_("status"), max_length=10, choices=STATUSES, default=OPEN)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=PRIORITIES, default=NORMAL)
    assignee = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="conversations")
    labels = models.ManyToManyField(Label, blank=True, related_name="conversations")
    snoozed_until = models.DateTimeField(null=True, blank=True)
    snoozed_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()  # the last thing said, by them or by us
    waiting_since = models.DateTimeField(null=True, blank=True)  # they wrote, and nobody has answered
    due_at = models.DateTimeField(null=True, blank=True)  # promised
    answered_at = models.DateTimeField(null=True, blank=True)  # the last answer
    entries_count = models.PositiveIntegerField(default=0)
    said = models.PositiveIntegerField(default=0)  # raised by each message, change of a message and answer: what a writer has seen
    version = models.PositiveIntegerField(default=1)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-last_at", "-id"]),
            models.Index(fields=["status", "-last_at", "-id"]),
            models.Index(fields=["account", "-last_at", "-id"]),
            models.Index(fields=["assignee", "status", "-last_at"]),
            models.Index(fields=["team", "status", "-last_at"]),
            models.Index(fields=["account", "author_key", "-last_at"]),
            models.Index(fields=["due_at", "id"], condition=Q(status="open", snoozed_until=None), name="inbox_promised"),
            models.Index(fields=["waiting_since", "id"], condition=Q(status="open", snoozed_until=None), name="inbox_waiting"),
            models.Index(fields=["snoozed_until"], condition=~Q(snoozed_until=None), name="inbox_snoozed"),
        ]

    def __str__(self) -> str:
        return self.author_name

    @property
    def tone(self) -> str:
        """The tone of its status's badge (ui)."""
        return self.TONES.get(self.status, "")

    def is_late(self, at: datetime) -> bool:
        return self.status == self.OPEN and self.snoozed_until is None and self.due_at is not None and self.due_at <= at


class Entry(models.Model):
    """One line of a conversation: what came in (its words stay in `Heard`), an answer, or a note that only the team reads."""

    IN, OUT, NOTE = "in", "out", "note"
    KINDS = [(IN, IN), (OUT, OUT), (NOTE, NOTE)]
    ASKED, REFUSED, HELD, LEFT, TAKEN_BACK, BY_HAND = "asked", "refused", "held", "left", "taken_back", "by_hand"
    STATES = [
        (ASKED, pgettext_lazy("inbox answer", "waits for approval")),
        (REFUSED, pgettext_lazy("inbox answer", "changes asked")),
        (HELD, pgettext_lazy("inbox answer", "approved, and they wrote again")),
        (LEFT, pgettext_lazy("inbox answer", "on its way")),  # how far it is, its delivery says
        (TAKEN_BACK, pgettext_lazy("inbox answer", "taken back")),
        (BY_HAND, pgettext_lazy("inbox answer", "answered elsewhere")),
    ]

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=4, choices=KINDS)
    at = models.DateTimeField()
    heard = models.OneToOneField(Heard, models.CASCADE, null=True, blank=True, related_name="+")
    heard_version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)  # its author changed it afterwards

    # Answers and notes
    by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    token = models.CharField(max_length=64, null=True, blank=True, unique=True)  # of the form: pressed twice, once kept
    answers = models.ForeignKey(Heard, models.SET_NULL, null=True, blank=True, related_name="+")
    saved_reply = models.ForeignKey(SavedReply, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=STATES, blank=True)
    needs_approval = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["conversation", "at", "id"])]
        constraints = [
            models.CheckConstraint(condition=Q(kind="in") ^ Q(heard=None), name="inbox_entry_heard"),
            models.CheckConstraint(condition=Q(kind="out") ^ Q(state=""), name="inbox_entry_state"),
        ]


class Words(models.Model):
    """What can be searched of a conversation, folded. The database keeps an index of it (see the migration)."""

    conversation = models.OneToOneField(Conversation, models.CASCADE, primary_key=True, related_name="words")
    text = models.TextField(blank=True)

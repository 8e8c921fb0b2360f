from datetime import datetime
from secrets import choice, token_urlsafe

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.media.models import Video
from beffroi.ground.people.models import Account, Voice
from beffroi.participation.spaces.models import Component

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are taken for another when read aloud


def code(length: int) -> str:
    return "".join(choice(LETTERS) for _number in range(length))


def room_code() -> str:
    return code(6)


def ticket_code() -> str:
    return code(10)


def ticket_key() -> str:
    return token_urlsafe(16)


class MeetingQuerySet(models.QuerySet):
    def announced(self):
        """What those who may see its space may read: everybody, or the members of a closed group."""
        live = models.Q(component__process__published_at__isnull=False) | models.Q(component__process__opened_at__isnull=False)
        return self.filter(live, published_at__isnull=False, hidden_at=None, component__published_at__isnull=False)

    def public(self):
        """What everybody may read: announced, in a part and a space that are public. Cancelled ones stay, and say so."""
        return self.filter(
            published_at__isnull=False,
            hidden_at=None,
            component__published_at__isnull=False,
            component__process__published_at__isnull=False,
        )


class Meeting(models.Model):
    """One meeting, at one hour. A series is several rows with the same word in `series`."""

    IN_PERSON, ONLINE, HYBRID = "in_person", "online", "hybrid"
    KINDS = [
        (IN_PERSON, pgettext_lazy("meetings", "In person")),
        (ONLINE, pgettext_lazy("meetings", "Online")),
        (HYBRID, pgettext_lazy("meetings", "In the room and online")),
    ]
    DRAFT, PROPOSED, PUBLIC, REFUSED, CANCELLED = "draft", "proposed", "public", "refused", "cancelled"
    STATES = [
        (DRAFT, pgettext_lazy("meetings", "Draft")), (PROPOSED, pgettext_lazy("meetings", "Proposed")),
        (PUBLIC, pgettext_lazy("meetings", "Public")), (REFUSED, pgettext_lazy("meetings", "Not kept")),
        (CANCELLED, pgettext_lazy("meetings", "Cancelled")),
    ]  # fmt: skip
    NONE, HERE, ELSEWHERE = "none", "here", "elsewhere"
    WAYS = [
        (NONE, _("Not needed: people just come")), (HERE, _("Here, with a place for each")), (ELSEWHERE, _("On another site")),
    ]  # fmt: skip

    component = models.ForeignKey(Component, models.CASCADE, related_name="meetings")
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("what it is about"), max_length=10_000, blank=True)
    html = models.TextField(blank=True)
    kind = models.CharField(_("how people meet"), max_length=10, choices=KINDS, default=IN_PERSON)
    state = models.CharField(max_length=10, choices=STATES, default=DRAFT)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("name and address of the place"), max_length=200, blank=True)
    hints = models.CharField(_("how to find it"), max_length=400, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    services = models.JSONField(default=list, blank=True)  # words of meetings.services: wheelchair, loop…
    services_note = models.CharField(_("more about access"), max_length=400, blank=True)
    online_url = models.URLField(_("address of the online meeting"), max_length=400, blank=True)
    online_for_registered = models.BooleanField(_("only people who registered see this address"), default=False)
    agenda = models.JSONField(default=list, blank=True)  # [{"minutes": 10, "title": "…", "points": ["…"]}]
    registration = models.CharField(_("registration"), max_length=10, choices=WAYS, default=NONE)
    registration_url = models.URLField(_("address where people register"), max_length=400, blank=True)
    registration_until = models.DateTimeField(_("registration closes"), null=True, blank=True)
    capacity = models.PositiveIntegerField(_("places in the room"), default=0)  # 0: as many as come
    reserved = models.PositiveIntegerField(_("of which the team keeps"), default=0)
    terms = models.CharField(_("to know before registering"), max_length=600, blank=True)
    asks = models.JSONField(default=list, blank=True)  # [{"key": "q1", "label": "…", "kind": "text", "choices": [], "required": bool}]
    series = models.CharField(max_length=22, blank=True)
    proposed_by = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.CharField(_("why"), max_length=600, blank=True)  # of a refusal, or of a cancellation
    sequence = models.PositiveIntegerField(default=0)  # of the calendar entry: raised when its hour, its place or its state changes
    room = models.CharField(max_length=8, unique=True, default=room_code)  # the short address of live questions
    is_live = models.BooleanField(default=False)  # live questions may be asked
    places_taken = models.PositiveIntegerField(default=0)  # in the room, reserved places apart
    reserved_taken = models.PositiveIntegerField(default=0)
    online_count = models.PositiveIntegerField(default=0)
    waiting_count = models.PositiveIntegerField(default=0)
    here_count = models.PositiveIntegerField(default=0)  # registered people who were received at the door
    walk_ins_count = models.PositiveIntegerField(default=0)
    online_seen_count = models.PositiveIntegerField(_("people online"), default=0)  # as the team counted them
    told_percent = models.PositiveSmallIntegerField(default=0)
    reminded_for = models.DateTimeField(null=True, blank=True)  # the hour of which followers were reminded
    minutes = models.TextField(_("minutes"), max_length=50_000, blank=True)
    minutes_html = models.TextField(blank=True)
    minutes_at = models.DateTimeField(null=True, blank=True)
    organisations = models.CharField(_("organisations that were there"), max_length=600, blank=True)
    recording = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="+")
    recording_url = models.URLField(_("address of a recording"), max_length=400, blank=True)
    transcript = models.TextField(_("transcript of the recording"), max_length=200_000, blank=True)
    follows_count = models.PositiveIntegerField(default=0)
    messages_count = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)  # every write: what cards are kept under
    edits = models.PositiveIntegerField(default=0)  # what the team wrote: what stale edits are found by

    objects = MeetingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["component", "starts_at"]),
            models.Index(fields=["starts_at"]),
            models.Index(fields=["state", "starts_at"]),
            models.Index(fields=["series"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
            models.CheckConstraint(condition=Q(capacity=0) | Q(reserved__lte=F("capacity")), name="meeting_reserved_within"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.hidden_at is None

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.CANCELLED

    @property
    def has_room(self) -> bool:
        return self.kind != self.ONLINE

    @property
    def has_line(self) -> bool:
        return self.kind != self.IN_PERSON

    @property
    def open_places(self) -> int:
        """Places for whoever comes, those of the team apart."""
        return self.capacity - self.reserved

    @property
    def free_places(self) -> int | None:
        """None: no limit."""
        return max(0, self.open_places - self.places_taken) if self.capacity else None

    @property
    def registered_count(self) -> int:
        return self.places_taken + self.reserved_taken + self.online_count

    def is_over(self, at: datetime) -> bool:
        return self.ends_at <= at

    def is_on(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


class Registration(models.Model):
    """Somebody's place, or place in the queue. The order of the queue is that of the rows."""

    TAKEN, WAITING, CANCELLED = "taken", "waiting", "cancelled"
    STATES = [
        (TAKEN, pgettext_lazy("meetings", "Has a place")), (WAITING, pgettext_lazy("meetings", "Waits")),
        (CANCELLED, pgettext_lazy("meetings", "Cancelled")),
    ]  # fmt: skip

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="registrations")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)  # of those whom the team wrote down
    state = models.CharField(max_length=10, choices=STATES, default=TAKEN)
    is_online = models.BooleanField(default=False)
    is_reserved = models.BooleanField(default=False)
    is_shown = models.BooleanField(default=False)  # agrees to be named in the public list
    answers = models.JSONField(default=dict, blank=True)
    code = models.CharField(max_length=12, unique=True, default=ticket_code)
    key = models.CharField(max_length=32, unique=True, default=ticket_key)
    created_at = models.DateTimeField()
    promoted_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    here_at = models.DateTimeField(null=True, blank=True)
    reminded_for = models.DateTimeField(null=True, blank=True)  # the hour of which the person was reminded

    class Meta:
        indexes = [models.Index(fields=["meeting", "state", "id"])]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "account"], condition=~Q(state="cancelled"), name="registration_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Passage(models.Model):
    """What was done at the door, once per key: a phone that was offline may send it again."""

    IN, OUT, WALK_IN = "in", "out", "walk_in"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="passages")
    registration = models.ForeignKey(Registration, models.CASCADE, null=True, blank=True, related_name="passages")
    key = models.CharField(max_length=40)
    way = models.CharField(max_length=8)
    number = models.SmallIntegerField(default=1)  # how many walked in; negative: counted too many
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "key"], name="passage_once")]


class LiveQuestion(models.Model):
    """Asked during a meeting, from the room or from home. Those of visitors wait until the host puts them through."""

    RECEIVED, SHOWN, CHOSEN, ANSWERED, HIDDEN = "received", "shown", "chosen", "answered", "hidden"
    STATES = [
        (RECEIVED, pgettext_lazy("live questions", "To read")), (SHOWN, pgettext_lazy("live questions", "Shown")),
        (CHOSEN, pgettext_lazy("live questions", "Next")), (ANSWERED, pgettext_lazy("live questions", "Answered")),
        (HIDDEN, pgettext_lazy("live questions", "Put away")),
    ]  # fmt: skip

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="live_questions")
    text = models.CharField(_("your question"), max_length=300)
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("first name"), max_length=40, blank=True)  # of a visitor
    state = models.CharField(max_length=10, choices=STATES, default=SHOWN)
    answer = models.TextField(_("what was answered, in short"), max_length=1000, blank=True)
    votes_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["meeting", "state", "-votes_count", "id"])]

    def __str__(self) -> str:
        return self.text


class LiveVote(models.Model):
    """One voice for a question: of an account, or of a device whose random word is kept as a digest."""

    question = models.ForeignKey(LiveQuestion, models.CASCADE, related_name="votes")
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    device = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "account"], condition=Q(account__isnull=False), name="live_vote_once"),
            models.UniqueConstraint(fields=["question", "device"], condition=~Q(device=""), name="live_device_once"),
        ]

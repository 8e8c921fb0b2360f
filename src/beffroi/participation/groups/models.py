from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.conversations import turns
from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.subjects import Subject
from beffroi.participation.groups import states
from beffroi.participation.spaces.models import Process

PUBLIC, LISTED, HIDDEN = "public", "listed", "hidden"
FREE, ON_REQUEST, BY_INVITATION = "free", "request", "invitation"
INVITATION_LASTS = timedelta(days=30)


class GroupQuerySet(models.QuerySet):
    def listed(self):
        """Those whose name everybody may know."""
        return self.exclude(visibility=HIDDEN).exclude(parent__visibility=HIDDEN)

    def readable(self):
        """Those whose content everybody may read."""
        return self.filter(process__published_at__isnull=False)


class Group(models.Model):
    """What a space that is a group has beyond a process. Its name, its sentence and its texts are the process's."""

    COUNCIL, COMMISSION, NEIGHBOURHOOD, ASSOCIATION = "council", "commission", "neighbourhood", "association"
    NEIGHBOURS, PARENTS, OTHER = "neighbours", "parents", "other"
    FORMAL = {
        COUNCIL: _("Council or committee"),
        COMMISSION: _("Commission"),
        NEIGHBOURHOOD: _("Neighbourhood council"),
        ASSOCIATION: _("Association"),
    }
    INFORMAL = {NEIGHBOURS: _("Neighbours"), PARENTS: _("Parents"), OTHER: pgettext_lazy("groups", "Other group")}
    SORTS = [*FORMAL.items(), *INFORMAL.items()]
    VISIBILITIES = [
        (PUBLIC, _("Public: everybody reads it")),
        (LISTED, _("Closed: everybody sees its name, its members read it")),
        (HIDDEN, _("Hidden: only its members know that it is there")),
    ]
    JOINING = [
        (FREE, _("Whoever wants to")),
        (ON_REQUEST, _("On request: one says why, a facilitator answers")),
        (BY_INVITATION, _("By invitation only")),
    ]

    process = models.OneToOneField(Process, models.CASCADE, primary_key=True, related_name="group")
    sort = models.CharField(_("what kind of group it is"), max_length=15, choices=SORTS, default=NEIGHBOURS)
    visibility = models.CharField(_("who sees it"), max_length=8, choices=VISIBILITIES, default=PUBLIC)
    joining = models.CharField(_("who may join"), max_length=12, choices=JOINING, default=FREE)
    question = models.CharField(_("what you ask those who want to join"), max_length=200, blank=True)
    charter = models.TextField(_("the rules of the group"), max_length=6000, blank=True)
    charter_html = models.TextField(blank=True)
    charter_number = models.PositiveIntegerField(default=0)  # raised when the rules change: members accept them again
    fair_turns = models.BooleanField(_("whoever has just said much waits a little"), default=True)
    number = models.CharField(_("number of the association (RNA or SIREN)"), max_length=20, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)  # the town looked the number up
    verified_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    mandate_from = models.DateField(_("the mandate begins"), null=True, blank=True)
    mandate_until = models.DateField(_("the mandate ends"), null=True, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subgroups")
    members_count = models.PositiveIntegerField(default=0)
    topics_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    active_at = models.DateTimeField()  # something was last said
    version = models.PositiveIntegerField(default=1)  # every write: what cards are kept under

    objects = GroupQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-active_at", "-process"], condition=~Q(visibility="hidden"), name="group_by_activity")]

    def __str__(self) -> str:
        return self.process.title

    @property
    def subject(self) -> Subject:
        return Subject("group", self.pk)

    @property
    def is_formal(self) -> bool:
        return self.sort in self.FORMAL

    @property
    def is_hidden(self) -> bool:
        return self.visibility == HIDDEN

    @property
    def is_listed(self) -> bool:
        """`parent` is loaded where there is one."""
        return not self.is_hidden and not (self.parent and self.parent.is_hidden)

    def is_in_office(self, day: date) -> bool:
        return (self.mandate_from is None or self.mandate_from <= day) and (self.mandate_until is None or day <= self.mandate_until)


class MemberQuerySet(models.QuerySet):
    def inside(self):
        return self.filter(state=Member.INSIDE)

    def leading(self):
        return self.filter(state=Member.INSIDE, is_facilitator=True)


class Member(models.Model):
    """A person in a group, or who asks to be."""

    ASKED, INSIDE, OUT = "asked", "inside", "out"
    STATES = [(ASKED, _("asks to join")), (INSIDE, _("member")), (OUT, _("was asked to leave"))]

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")
    state = models.CharField(max_length=6, choices=STATES)
    is_facilitator = models.BooleanField(default=False)
    title = models.CharField(_("function"), max_length=80, blank=True)  # "treasurer"
    answer = models.CharField(max_length=600, blank=True)  # to the question of the group; goes when it was decided
    charter_number = models.PositiveIntegerField(default=0)  # of the rules that were accepted
    asked_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)  # why somebody was asked to leave

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "voice"], name="group_member_once")]
        indexes = [
            models.Index(fields=["group", "state", "joined_at"], name="group_member_inside"),
            models.Index(fields=["group", "state", "joined_at"], condition=Q(is_facilitator=True), name="group_member_leads"),
            models.Index(fields=["voice", "state"]),
        ]

    @property
    def is_inside(self) -> bool:
        return self.state == self.INSIDE


class Invitation(models.Model):
    """A way in: for one address, once; or, without an address, a link to pass on."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="invitations")
    key = models.CharField(max_length=50, unique=True)
    email = models.EmailField(blank=True)
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, related_name="+")  # who invites
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)  # of one for an address
    revoked_at = models.DateTimeField(null=True, blank=True)

    def is_good(self, at: datetime) -> bool:
        return self.revoked_at is None and self.used_at is None and at < self.at + INVITATION_LASTS


class TopicQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(hidden_at=None)


class Topic(models.Model):
    """Something that the group talks about, or a problem that it works on; what is said stands in the thread about it."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="topics")
    state = models.CharField(max_length=12, choices=states.CHOICES, blank=True)  # of a problem; "" is a talk
    is_open = models.GeneratedField(  # a problem that is not at its end
        expression=models.Case(models.When(state__in=states.OPEN, then=True), default=False),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("what you want to say"), max_length=6000)
    html = models.TextField(blank=True)
    excerpt = models.CharField(max_length=220, blank=True)
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="+")
    is_of_group = models.BooleanField(default=False)  # said in the name of the group, by this voice
    responsible = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    messages_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    round = models.PositiveIntegerField(default=0)  # how many topics its voice had opened here before
    turn = models.FloatField(default=0)  # its place in the list (conversations.turns)
    created_at = models.DateTimeField()
    active_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TopicQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["group", "turn", "id"], condition=Q(hidden_at=None), name="group_topic_turn"),
            models.Index(fields=["group", "-active_at", "-id"], condition=Q(hidden_at=None), name="group_topic_active"),
            models.Index(fields=["group", "due_on", "id"], condition=Q(is_open=True, hidden_at=None), name="group_topic_due"),
            models.Index(fields=["voice", "-created_at"], name="group_topic_of_voice"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> Subject:
        return Subject("group_topic", self.pk)

    @property
    def is_problem(self) -> bool:
        return self.state != ""

    def place(self) -> float:
        return turns.place(rounds=self.round, at=self.created_at, heard=self.messages_count)


class Step(models.Model):
    """A problem moved: from one state to another, why, and who does what until when."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=states.CHOICES)
    note = models.TextField(_("what was found, or agreed"), max_length=2000)
    responsible = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["topic", "at"])]


class Place(models.Model):
    """Where the group also meets, and no machine may write: a WhatsApp or Facebook group. A person copies there."""

    WHATSAPP, FACEBOOK, TELEGRAM, SIGNAL, OTHER = "whatsapp", "facebook", "telegram", "signal", "other"
    NETWORKS = [
        (WHATSAPP, "WhatsApp"),
        (FACEBOOK, "Facebook"),
        (TELEGRAM, "Telegram"),
        (SIGNAL, "Signal"),
        (OTHER, pgettext_lazy("groups", "Elsewhere")),
    ]

    group = models.ForeignKey(Group, models.CASCADE, related_name="places")
    network = models.CharField(_("network"), max_length=10, choices=NETWORKS)
    name = models.CharField(_("name of the group there"), max_length=100)
    url = models.URLField(_("its address, if it has one"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "network", "name"], name="group_place_once")]


class Copied(models.Model):
    """Somebody wrote there what was said here."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="copied")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "topic"], name="group_copied_once")]

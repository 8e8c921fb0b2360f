from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.people.models import Account
from beffroi.ground.places.models import District
from beffroi.kernel.text import excerpt, plain


class Letter(models.Model):
    """Something to subscribe to: the weekly letter, the letter of the library…"""

    EACH, DIGEST = "each", "digest"
    RHYTHMS = [
        (EACH, _("Each publication at once")),
        (DIGEST, _("Gathered in one issue")),
    ]
    BY_HAND = 0
    DAYS = [
        (BY_HAND, _("when somebody sends it")),
        (1, _("every Monday")),
        (2, _("every Tuesday")),
        (3, _("every Wednesday")),
        (4, _("every Thursday")),
        (5, _("every Friday")),
        (6, _("every Saturday")),
        (7, _("every Sunday")),
    ]

    account = models.OneToOneField(ChannelAccount, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    description = models.TextField(_("what it brings, and how often"), blank=True, max_length=600)
    language = models.CharField(_("language"), max_length=8, default="fr")
    sender_name = models.CharField(_("name of the sender"), max_length=80, blank=True)
    reply_to = models.EmailField(_("address for answers"), blank=True)
    rhythm = models.CharField(_("publications"), max_length=8, choices=RHYTHMS, default=DIGEST)
    day = models.PositiveSmallIntegerField(_("day of sending"), choices=DAYS, default=BY_HAND)
    hour = models.PositiveSmallIntegerField(_("hour of sending"), default=8)
    per_minute = models.PositiveIntegerField(_("mails a minute, at most"), default=600)
    is_open = models.BooleanField(_("people can subscribe on the site"), default=True)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("newsletter:letter", args=[self.slug])


class SubscriberQuerySet(models.QuerySet):
    def reachable(self):
        return self.filter(bounced_at=None, paused_at=None)


class Subscriber(models.Model):
    """An e-mail address that was confirmed by its owner, or came with a proof of consent."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)  # in small letters
    language = models.CharField(_("language"), max_length=8, default="fr")
    topics = models.JSONField(default=list)  # slugs of tags; empty: everything
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, related_name="+")
    soft_bounces = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True, blank=True)  # too many mails came back for a while
    bounced_at = models.DateTimeField(null=True, blank=True)  # the address does not exist any more
    bounce = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()

    objects = SubscriberQuerySet.as_manager()


class Intake(models.Model):
    """A list of addresses brought in: who did, when, and the proof that they agreed."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="intakes")
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    proof = models.TextField(_("proof of consent"))
    at = models.DateTimeField()
    added_count = models.PositiveIntegerField(default=0)
    skipped_count = models.PositiveIntegerField(default=0)


class Subscription(models.Model):
    """One subscriber of one letter. It stays when she leaves, so that an import never brings her back."""

    FORM, IMPORTED, DESK = "form", "import", "desk"

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="subscriptions")
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions")
    source = models.CharField(max_length=8)
    intake = models.ForeignKey(Intake, models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "subscriber"], name="newsletter_subscribed_once")]
        indexes = [models.Index(fields=["letter"], condition=Q(left_at=None), name="newsletter_here")]


class Issue(models.Model):
    """One issue: a draft, on its way, or sent and kept in the archive."""

    DRAFT, PLANNED, SENDING, SENT, STOPPED = "draft", "planned", "sending", "sent", "stopped"
    STATES = [
        (DRAFT, pgettext_lazy("newsletter", "draft")),
        (PLANNED, pgettext_lazy("newsletter", "planned")),
        (SENDING, pgettext_lazy("newsletter", "being sent")),
        (SENT, pgettext_lazy("newsletter", "sent")),
        (STOPPED, pgettext_lazy("newsletter", "stopped")),
    ]

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="issues")
    subject = models.CharField(_("subject"), max_length=150)
    preheader = models.CharField(_("first words"), max_length=150, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=DRAFT)
    topics = models.JSONField(default=list)
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=8, blank=True)  # only those who read it; "": all
    author = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    planned_at = models.DateTimeField(_("hour of sending"), null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(_("kept in the archive on the site"), default=True)
    recipients_count = models.PositiveIntegerField(default=0)
    unsubscribed_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["letter", "-sent_at", "-id"]), models.Index(fields=["-made_at", "-id"])]

    def get_absolute_url(self) -> str:
        return reverse("newsletter:issue", args=[self.letter.slug, self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state in (self.DRAFT, self.PLANNED)

    @property
    def is_sent(self) -> bool:
        return self.state == self.SENT

    @property
    def is_going(self) -> bool:
        return self.state == self.SENDING

    @property
    def is_planned(self) -> bool:
        return self.state == self.PLANNED

    @property
    def is_stopped(self) -> bool:
        return self.state == self.STOPPED

    @property
    def tone(self) -> str:
        return {self.SENT: "good", self.SENDING: "town", self.PLANNED: "town", self.STOPPED: "bell"}.get(self.state, "")


class Block(models.Model):
    """A part of an issue: a publication, or words of the team."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="blocks")
    key = models.CharField(max_length=100, unique=True, null=True, blank=True)  # of the delivery it came by
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)  # Markdown
    html = models.TextField(blank=True)
    link = models.CharField(_("link"), max_length=500, blank=True)
    language = models.CharField(max_length=8, default="fr")
    image_id = models.BigIntegerField(null=True, blank=True)
    image_alt = models.CharField(_("description of the picture"), max_length=1500, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["issue", "position", "id"])]

    @property
    def words(self) -> str:
        """Its first words, for the desk."""
        return excerpt(plain(self.html), 240)


class Recipient(models.Model):
    """One mail to one address. Taken before it is given to the mail server, so that it never goes out twice."""

    WAITING, SENDING, SENT, BOUNCED, FAILED, UNKNOWN = "waiting", "sending", "sent", "bounced", "failed", "unknown"

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="recipients")
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "subscriber"], name="newsletter_recipient_once")]
        indexes = [models.Index(fields=["issue", "id"], condition=Q(state="waiting"), name="newsletter_waiting")]


class Link(models.Model):
    """A link of an issue, through an address of our own that counts how often it was followed, and nothing else."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="links")
    code = models.CharField(max_length=16, unique=True)
    url = models.CharField(max_length=2000)
    clicks = models.PositiveIntegerField(default=0)

import secrets
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.subjects import Subject

APPEAL_TIME = timedelta(days=183)  # DSA art. 20: at least six months


def key() -> str:
    """The address of a receipt or of a statement of reasons: whoever holds it may read it."""
    return secrets.token_urlsafe(16)


class Rule(models.Model):
    """One version of one public rule. A decision cites the version that was in force."""

    number = models.PositiveSmallIntegerField(_("number"))
    version = models.PositiveSmallIntegerField(default=1)
    titles = models.JSONField(default=dict)  # {"fr": …, "en": …}
    texts = models.JSONField(default=dict)  # Markdown
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)  # replaced by the next version, or withdrawn

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "version"], name="rule_version_once"),
            models.UniqueConstraint(fields=["number"], condition=Q(until=None), name="rule_in_force_once"),
        ]

    @property
    def title(self) -> str:
        return _in_language(self.titles)

    @property
    def text(self) -> str:
        return _in_language(self.texts)


class Case(models.Model):
    """A subject that someone should look at: at most one open case a subject."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")  # who wrote it
    title = models.CharField(max_length=300)  # as it was when it was first flagged
    excerpt = models.TextField(blank=True)
    url = models.CharField(max_length=500)
    flags_count = models.PositiveIntegerField(default=0)
    score = models.IntegerField(default=0)  # only the order in the queue
    signals = models.JSONField(default=list)  # [{"code", "points", "params"}]: why it stands there
    assigned_to = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id"], condition=Q(closed_at=None), name="case_open_once")]
        indexes = [
            models.Index(fields=["-score", "id"], condition=Q(closed_at=None), name="case_waiting"),
            models.Index(fields=["subject_kind", "subject_id"]),
        ]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)


class Flag(models.Model):
    """Somebody says that a subject breaks a rule or the law (DSA art. 16)."""

    ILLEGAL, HATE, HARASSMENT, PRIVATE = "illegal", "hate", "harassment", "private"
    FALSE, SPAM, OFF_TOPIC, OTHER = "false", "spam", "off_topic", "other"
    REASONS = [
        (ILLEGAL, _("It is against the law")),
        (HATE, _("Hate, discrimination or call for violence")),
        (HARASSMENT, _("Insult, threat or harassment")),
        (PRIVATE, _("It shows somebody’s private life or personal details")),
        (FALSE, _("False information that can harm")),
        (SPAM, _("Advertising or repeated text")),
        (OFF_TOPIC, _("It has nothing to do with the subject")),
        (OTHER, _("Something else")),
    ]

    case = models.ForeignKey(Case, models.CASCADE, related_name="flags")
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=12, choices=REASONS)
    text = models.TextField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="fr")
    key = models.CharField(max_length=32, unique=True, default=key)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "voice"], condition=Q(voice__isnull=False), name="flag_once")]


class Decision(models.Model):
    """What a moderator decided, with the rule and the reason (DSA art. 17). Never changed: another decision undoes it."""

    KEEP, WARN, HIDE, RESTORE, PAUSE, BAN, LIFT = "keep", "warn", "hide", "restore", "pause", "ban", "lift"
    ACTS = [
        (KEEP, _("Kept")),
        (WARN, _("Warning")),
        (HIDE, _("Hidden")),
        (RESTORE, _("Shown again")),
        (PAUSE, _("Pause from writing")),
        (BAN, _("Ban from writing")),
        (LIFT, _("Sanction lifted")),
    ]
    AGAINST = (WARN, HIDE, PAUSE, BAN)  # these may be appealed
    FLAGS, OWN, APPEAL = "flags", "own", "appeal"
    SOURCES = [(FLAGS, _("after a report")), (OWN, _("on the moderators’ own initiative")), (APPEAL, _("after an appeal"))]

    case = models.ForeignKey(Case, models.SET_NULL, null=True, blank=True, related_name="decisions")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    voice = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")  # whom it concerns
    act = models.CharField(max_length=8, choices=ACTS)
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)  # public: why, without names
    facts = models.TextField(blank=True)  # for the author: what in the text, and how it breaks the rule
    source = models.CharField(max_length=8, choices=SOURCES, default=OWN)
    is_automated = models.BooleanField(default=False)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    until = models.DateTimeField(null=True, blank=True)  # end of a pause
    undoes = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    waited_seconds = models.PositiveIntegerField(null=True, blank=True)  # since the first flag
    key = models.CharField(max_length=32, unique=True, default=key)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rule__isnull=False) | ~Q(act__in=["warn", "hide", "pause", "ban"]), name="decision_cites_a_rule"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-made_at"]),
            models.Index(fields=["voice", "-made_at"]),
            models.Index(fields=["-made_at"]),
        ]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)

    @property
    def appeal_until(self) -> datetime:
        return self.made_at + APPEAL_TIME

    @property
    def is_against(self) -> bool:
        return self.act in self.AGAINST

    @property
    def is_in_force(self) -> bool:
        return self.undone_at is None


class Appeal(models.Model):
    """The author asks for another look, by somebody else."""

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="appeal")
    text = models.TextField()
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    is_granted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], condition=Q(decided_at=None), name="appeal_waiting")]
        constraints = [models.CheckConstraint(condition=Q(decided_at=None) | Q(is_granted__isnull=False), name="appeal_is_answered")]


class SanctionQuerySet(models.QuerySet):
    def current(self, at: datetime):
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), lifted_at=None, starts_at__lte=at)


class Sanction(models.Model):
    """A voice may not write for a time (a pause), or any more (a ban: no end)."""

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="sanction")
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="sanction_ends_after_start")]
        indexes = [models.Index(fields=["voice"], condition=Q(lifted_at=None), name="sanction_standing")]


def _in_language(texts: dict[str, str]) -> str:
    """In the reader's language, else in French, else in whichever there is."""
    language = (get_language() or "fr").split("-")[0]
    return texts.get(language) or texts.get("fr") or next(iter(texts.values()), "")

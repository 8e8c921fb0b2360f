"""A survey is a form (pages, questions), answers (responses), and figures that are kept while answers come in.

What counts stands in `Response.answers`; what is being written in `Response.draft`. Figures never need to read responses.
"""

import secrets
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Voice
from beffroi.participation.spaces.models import Component

ANONYMOUS, PSEUDONYMOUS, VERIFIED = "anonymous", "pseudonymous", "verified"
WHO = [
    (ANONYMOUS, pgettext_lazy("survey", "Anonymous, without an account")),
    (PSEUDONYMOUS, pgettext_lazy("survey", "Once for each person, without the name")),
    (VERIFIED, pgettext_lazy("survey", "With a code handed out by the town")),
]
LIVE, CLOSED, TEAM = "live", "closed", "team"
SHOWN = [
    (LIVE, pgettext_lazy("survey", "While it is open")),
    (CLOSED, pgettext_lazy("survey", "Once it is closed")),
    (TEAM, pgettext_lazy("survey", "For the team only")),
]


def new_secret() -> str:
    return secrets.token_hex(16)


class SurveyQuerySet(models.QuerySet):
    def public(self):
        own = Q(component=None, published_at__isnull=False)
        within = Q(component__published_at__isnull=False, component__process__published_at__isnull=False)
        return self.filter(own | within, hidden_at=None)


class Survey(models.Model):
    """A questionnaire. Without a component it belongs to the whole town and has its own dates."""

    component = models.OneToOneField(Component, models.CASCADE, null=True, blank=True, related_name="survey")
    title = models.CharField(_("title"), max_length=120)
    intro = models.TextField(_("what it is for, and what becomes of the answers"), max_length=4000, blank=True)
    html = models.TextField(blank=True)
    thanks = models.TextField(_("what is said at the end"), max_length=1000, blank=True)
    outcome = models.TextField(_("what came out of it"), max_length=4000, blank=True)
    outcome_html = models.TextField(blank=True)
    who = models.CharField(_("who answers"), max_length=14, choices=WHO, default=ANONYMOUS)
    results = models.CharField(_("when results are public"), max_length=10, choices=SHOWN, default=CLOSED)
    least = models.PositiveSmallIntegerField(_("smallest group shown"), default=5)
    most = models.PositiveIntegerField(_("most answers"), null=True, blank=True)
    may_change = models.BooleanField(_("answers can be changed until the end"), default=True)
    recipe = models.CharField(max_length=40, blank=True)
    secret = models.CharField(max_length=32, default=new_secret)  # keys the pseudonyms: no two surveys can be joined
    published_at = models.DateTimeField(null=True, blank=True)  # of a survey of the whole town
    opens_at = models.DateTimeField(pgettext_lazy("survey", "opens"), null=True, blank=True)
    closes_at = models.DateTimeField(pgettext_lazy("survey", "closes"), null=True, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)  # pseudonyms and codes were erased
    reference = models.JSONField(default=dict, blank=True)  # {question: {option: share}}
    weighted = models.JSONField(default=dict, blank=True)  # what weights.py found
    is_weighted = models.BooleanField(default=False)  # weighted shares are public, with their caveat
    responses_count = models.PositiveIntegerField(default=0)
    paper_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    refreshed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    edits = models.PositiveIntegerField(default=0)  # what the team wrote: what stale edits are found by
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["published_at", "closes_at"], name="survey_dates")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        if self.component:
            return self.component.is_public and self.component.process.is_public
        return self.published_at is not None


class Page(models.Model):
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="pages")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("title of the page"), max_length=120, blank=True)
    text = models.TextField(_("text above the questions"), max_length=2000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["survey", "position"], name="survey_page_order")]


class Question(models.Model):
    """One question. `key` is its column in every export; it never changes once somebody answered."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    page = models.ForeignKey(Page, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=12)
    text = models.CharField(_("question"), max_length=300)
    help = models.CharField(_("help"), max_length=400, blank=True)
    is_required = models.BooleanField(_("an answer is needed"), default=False)
    is_shown = models.BooleanField(_("its results may be public"), default=True)
    options = models.JSONField(default=list, blank=True)  # [{"key", "label", "image"?}]
    settings = models.JSONField(default=dict, blank=True)  # checked by its kind
    themes = models.JSONField(default=list, blank=True)  # [{"number", "label", "words", "count"}], of free answers
    edits = models.PositiveSmallIntegerField(default=0)  # wordings since the first answer; said in the exports

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "key"], name="survey_question_key_once")]
        indexes = [models.Index(fields=["page", "position"], name="survey_question_order")]

    def __str__(self) -> str:
        return self.text


class Condition(models.Model):
    """A page or a question is asked only if any, or all, of these tests hold over earlier answers."""

    ANY, ALL = "any", "all"
    MODES = [(ALL, pgettext_lazy("survey", "all of these")), (ANY, pgettext_lazy("survey", "one of these at least"))]

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="conditions")
    page = models.OneToOneField(Page, models.CASCADE, null=True, blank=True, related_name="condition")
    question = models.OneToOneField(Question, models.CASCADE, null=True, blank=True, related_name="condition")
    mode = models.CharField(max_length=3, choices=MODES, default=ALL)
    tests = models.JSONField(default=list)  # [{"question", "verb", "values"}]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(page=None, question__isnull=False) | Q(page__isnull=False, question=None), name="survey_condition_of_one"
            )
        ]


class Response(models.Model):
    """What one person answered. Nothing leads to a person but `person_key`, a keyed hash, and only where each answers once."""

    DRAFT, SENT = "draft", "sent"
    WEB, PAPER, DESK, IMPORT, TRIAL = "web", "paper", "desk", "import", "trial"
    ORIGINS = [
        (WEB, pgettext_lazy("survey", "online")),
        (PAPER, pgettext_lazy("survey", "on paper")),
        (DESK, pgettext_lazy("survey", "at the counter")),
        (IMPORT, pgettext_lazy("survey", "imported")),
        (TRIAL, pgettext_lazy("survey", "tried by the team")),
    ]

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="responses")
    state = models.CharField(max_length=5, choices=[(DRAFT, "draft"), (SENT, "sent")], default=DRAFT)
    origin = models.CharField(max_length=6, choices=ORIGINS, default=WEB)
    code_hash = models.CharField(max_length=64, null=True, blank=True)  # of the receipt code, which only the person holds
    person_key = models.CharField(max_length=64, null=True, blank=True)
    seed = models.PositiveIntegerField(default=0)  # the order of shuffled options
    draft = models.JSONField(default=dict, null=True, blank=True)  # None: nothing is being written
    answers = models.JSONField(default=dict, blank=True)  # {question id: value}
    sheet = models.CharField(_("number of the sheet"), max_length=30, blank=True)  # of a paper questionnaire
    keyed_by = models.ForeignKey(Voice, models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    edits = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "person_key"], condition=Q(person_key__isnull=False), name="survey_once_each"),
            models.UniqueConstraint(fields=["survey", "code_hash"], condition=Q(code_hash__isnull=False), name="survey_code_once"),
            models.UniqueConstraint(fields=["survey", "sheet"], condition=~Q(sheet=""), name="survey_sheet_once"),
        ]
        indexes = [
            models.Index(fields=["survey", "state", "id"], name="survey_responses"),
            models.Index(fields=["saved_at"], condition=Q(state="draft"), name="survey_old_drafts"),
        ]

    @property
    def is_sent(self) -> bool:
        return self.state == self.SENT


class Pass(models.Model):
    """A code that the town handed out; it opens one response, and nobody keeps which."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="passes")
    code_hash = models.CharField(max_length=64)
    used_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "code_hash"], name="survey_pass_once")]


class Tally(models.Model):
    """How many counted answers say `place`: "12:yes" is the option “yes” of question 12, "12:#" whoever answered it."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="tallies")
    place = models.CharField(max_length=120)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "place"], name="survey_tally_once")]


class Cross(models.Model):
    """A table of two questions, made again by a job when answers came in."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="crosses")
    rows = models.ForeignKey(Question, models.CASCADE, related_name="+")
    columns = models.ForeignKey(Question, models.CASCADE, related_name="+")
    is_shown = models.BooleanField(_("public"), default=False)
    counts = models.JSONField(default=dict, blank=True)  # {row key: {column key: count}}
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "rows", "columns"], name="survey_cross_once")]


class Text(models.Model):
    """A free answer of a counted response, to be read, grouped by theme, and hidden if it must be."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="texts")
    question = models.ForeignKey(Question, models.CASCADE, related_name="texts")
    text = models.TextField()
    theme = models.PositiveSmallIntegerField(default=0)  # 0: not grouped
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="survey_text_once")]
        indexes = [models.Index(fields=["question", "theme", "id"], name="survey_text_theme")]


class Upload(models.Model):
    """A file given as an answer; the team alone can open it."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="uploads")
    question = models.ForeignKey(Question, models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=200)
    file = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()


def is_between(start: datetime | None, at: datetime, end: datetime | None) -> bool:
    return (start is None or start <= at) and (end is None or at < end)


def option_labels(question: Any) -> dict[str, str]:
    return {one["key"]: one["label"] for one in question.options}

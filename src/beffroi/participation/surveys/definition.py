"""The form of a survey as one object: pages, questions, conditions; and what a set of answers means in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.kernel.fragments import until_changed
from beffroi.participation.surveys import checking
from beffroi.participation.surveys.conditions import Item, Leaf, Path, Said, Test, When, walk
from beffroi.participation.surveys.kinds import Kind, kinds
from beffroi.participation.surveys.models import Condition, Page, Question, Survey

Values = dict[str, Any]  # {question id as text: value}


@dataclass(frozen=True)
class Definition:
    survey_id: int
    pages: list[Page]
    questions: dict[int, Question]  # in the order of the form
    conditions: list[Condition]

    @cached_property
    def leaves(self) -> list[Leaf]:
        whens = {(one.page_id or 0, one.question_id or 0): _when(one) for one in self.conditions}
        items: dict[int, list[Item]] = {page.pk: [] for page in self.pages}
        for row in self.questions.values():
            items[row.page_id].append(Item(row.pk, row.is_required, whens.get((0, row.pk))))
        return [Leaf(page.pk, tuple(items[page.pk]), whens.get((page.pk, 0))) for page in self.pages]

    @cached_property
    def tested(self) -> frozenset[int]:
        """Questions on which others depend."""
        return frozenset(int(test["question"]) for one in self.conditions for test in one.tests)

    def kind(self, pk: int) -> Kind:
        return kinds[self.questions[pk].kind]

    def of_page(self, page: int) -> list[Question]:
        return [row for row in self.questions.values() if row.page_id == page]

    def said(self, values: Values) -> dict[int, Said]:
        found = {}
        for pk in self.tested:
            if pk in self.questions and (value := values.get(str(pk))) is not None:
                if (said := self.kind(pk).said(self.questions[pk], value)) is not None:
                    found[pk] = said
        return found

    def path(self, values: Values) -> Path:
        return walk(self.leaves, self.said(values))

    def counted(self, values: Values) -> Values:
        """Only what is asked on the way that these answers take."""
        asked = self.path(values).asked
        return {str(pk): values[str(pk)] for pk in self.questions if pk in asked and values.get(str(pk)) is not None}

    def missing(self, values: Values) -> list[Question]:
        """Questions that are asked, need an answer and have none that is complete."""
        asked = self.path(values).asked
        return [row for pk, row in self.questions.items() if pk in asked and row.is_required and not self.is_complete(row, values)]

    def is_complete(self, row: Question, values: Values) -> bool:
        value = values.get(str(row.pk))
        if value is None:
            return False
        if row.kind == "file":
            return True
        field = kinds[row.kind].field(row)
        if row.kind in ("single", "multiple", "image", "matrix", "judgment"):
            try:
                field.clean(value)
            except ValidationError:
                return False
        return True

    def problems(self) -> list[checking.Problem]:
        known = {pk: self.kind(pk).words(row) for pk, row in self.questions.items()}
        return checking.problems(self.leaves, lambda pk, marks: self.kind(pk).sayable(self.questions[pk], marks), known)


def _when(row: Condition) -> When:
    tests = (Test(int(one["question"]), one["verb"], tuple(one.get("values", ()))) for one in row.tests)
    return When(row.mode, tuple(tests))


def definition(survey: Survey) -> Definition:
    """As it is now; while public pages are read, as it is until something changes in the town."""
    return until_changed(f"surveys:form:{survey.pk}", lambda: _read(survey.pk))


def _read(pk: int) -> Definition:
    pages = list(Page.objects.filter(survey=pk).order_by("position", "pk"))
    place = {page.pk: number for number, page in enumerate(pages)}
    rows = sorted(Question.objects.filter(survey=pk), key=lambda row: (place[row.page_id], row.position, row.pk))
    return Definition(pk, pages, {row.pk: row for row in rows}, list(Condition.objects.filter(survey=pk)))


def sentences(form: Definition) -> list[str]:
    """What must be mended before the survey opens, as sentences."""
    found = []
    if not form.questions:
        return [_("Write the first question.")]
    for row in form.questions.values():
        try:
            kinds[row.kind].check(row)
        except ValidationError as error:
            found.append(_("“%(question)s”: %(problem)s") % {"question": row.text, "problem": " ".join(error.messages)})
    return found + [_sentence(form, problem) for problem in form.problems()]


def _sentence(form: Definition, problem: checking.Problem) -> str:
    said = {
        checking.LATER: _("%(place)s depends on “%(other)s”, which comes later."),
        checking.UNKNOWN: _("%(place)s depends on a question that is gone."),
        checking.VALUE: _("%(place)s depends on an answer that “%(other)s” does not offer."),
        checking.NEVER: _("%(place)s is never shown: no answers lead there."),
        checking.EMPTY_PAGE: _("%(place)s has no question."),
        checking.NO_TEST: _("%(place)s has a condition without any test."),
    }[problem.code]
    other = form.questions.get(problem.because)
    return said % {"place": place_name(form, problem.page, problem.question), "other": other.text if other else ""}


def place_name(form: Definition, page: int, question: int) -> str:
    if question:
        return _("The question “%(text)s”") % {"text": form.questions[question].text}
    number, row = next((n, row) for n, row in enumerate(form.pages, 1) if row.pk == page)
    return _("Page %(n)d, “%(title)s”") % {"n": number, "title": row.title} if row.title else _("Page %(n)d") % {"n": number}


def condition_words(form: Definition, condition: Condition) -> str:
    """A condition as a sentence: on paper, and beside the question in the editor."""
    parts = list(_tests(form, condition.tests))
    joint = " %s " % (pgettext("condition", "or") if condition.mode == Condition.ANY else pgettext("condition", "and"))
    return _("Only if %(tests)s.") % {"tests": joint.join(parts)} if parts else ""


def _tests(form: Definition, tests: Iterable[dict[str, Any]]) -> Iterable[str]:
    words = {
        "answered": _("“%(question)s” was answered"),
        "empty": _("“%(question)s” was left empty"),
        "any": _("“%(question)s” is %(values)s"),
        "all": _("“%(question)s” has all of %(values)s"),
        "none": _("“%(question)s” is not %(values)s"),
        "least": _("“%(question)s” is %(values)s or more"),
        "most": _("“%(question)s” is %(values)s or less"),
    }
    for test in tests:
        row = form.questions.get(int(test["question"]))
        if row is None:
            continue
        names = {one["key"]: one["label"] for one in row.options} | {"other": _("something else")}
        values = (" %s " % pgettext("condition", "or")).join(names.get(one, one) for one in test.get("values", []))
        yield words[test["verb"]] % {"question": row.text, "values": values}

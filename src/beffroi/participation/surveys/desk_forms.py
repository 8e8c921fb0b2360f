"""The team's forms: settings, pages, questions, conditions, publication, outcome."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.forms import AltField, PictureField
from beffroi.kernel.text import slug
from beffroi.participation.surveys.actions.editing import Wanted
from beffroi.participation.surveys.conditions import COUNTED, WORDED
from beffroi.participation.surveys.definition import Definition
from beffroi.participation.surveys.kinds import kinds
from beffroi.participation.surveys.kinds.base import plain
from beffroi.participation.surveys.models import Condition, Page, Question, Survey
from beffroi.participation.surveys.recipe_book import recipes
from beffroi.ui.forms import DateInput, DateTimeInput, RadioCards, Textarea

LINES = 3  # tests that the form of a condition offers beyond those that are there
WHO_SAID = {
    "anonymous": _("No account, nothing kept that leads to a person. One answer for each browser: somebody determined can answer twice."),
    "pseudonymous": _(
        "People sign in or confirm an e-mail address; each answers once. Names are never beside the answers, not even for the team."
    ),
    "verified": _("You hand out codes, by letter or at the counter; each opens one answer, and nobody knows which."),
}


class NewForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    recipe = forms.ChoiceField(label=_("Begin with"), required=False, widget=RadioCards)

    def __init__(self, *args: Any, with_title: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = recipes()
        self.fields["recipe"].choices = [("", gettext("An empty form")), *((kind, one.label) for kind, one in known.items())]  # type: ignore[attr-defined]
        self.fields["recipe"].widget.explain = {kind: one.explanation for kind, one in known.items()}  # type: ignore[attr-defined]
        if not with_title:
            del self.fields["title"]
            self.fields["recipe"].required = True
            self.fields["recipe"].choices = self.fields["recipe"].choices[1:]  # type: ignore[attr-defined]


class SurveyForm(forms.ModelForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = Survey
        fields = ("title", "intro", "who", "may_change", "most", "results", "least", "thanks")
        widgets = {"intro": Textarea(rows=6), "thanks": Textarea(rows=3), "who": RadioCards(explain=WHO_SAID), "results": forms.RadioSelect}
        help_texts = {
            "least": _("Figures of fewer people are not shown, so that nobody is recognised. From 3 to 50."),
            "most": _("Leave empty for no limit."),
            "intro": _("Say what decision the answers serve, and when people hear what came of them."),
        }

    def clean_least(self) -> int:
        least = self.cleaned_data["least"]
        if not 3 <= least <= 50:
            raise ValidationError(_("From 3 to 50."))
        return least

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("title", "intro", "thanks"):
            if name in data:
                data[name] = plain(data[name])
        return data


class PageEditForm(forms.ModelForm):
    class Meta:
        model = Page
        fields = ("title", "text")
        widgets = {"text": Textarea(rows=4)}


class OptionsField(forms.CharField):
    """Options, one a line. A line that was there keeps its key; one that changed keeps that of its place."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 8000, "widget": Textarea(rows=6), **kwargs})

    def options(self, text: str, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
        labels = [" ".join(line.split())[:150] for line in plain(text).split("\n") if line.strip()]
        known, taken = {one["label"]: one for one in before}, set()
        found: list[dict[str, Any] | None] = []
        for label in labels:
            one = known.get(label)
            found.append(one if one and one["key"] not in taken else None)
            if one:
                taken.add(one["key"])
        same_length = len(labels) == len(before)
        for place, label in enumerate(labels):
            if found[place] is None and same_length and before[place]["key"] not in taken:
                found[place] = before[place] | {"label": label}
                taken.add(before[place]["key"])
        for place, label in enumerate(labels):
            if found[place] is None:
                key = _free(slug(label, most=34) or f"o{place + 1}", taken)
                found[place] = {"key": key, "label": label}
                taken.add(key)
        return [one for one in found if one is not None]


def _free(stem: str, taken: set[str]) -> str:
    stem = f"{stem}-1" if stem == "other" else stem
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key


SETTINGS: dict[str, Any] = {
    "other": lambda: forms.BooleanField(label=_("Also offer “Other”, with words"), required=False),
    "shuffle": lambda: forms.BooleanField(label=_("Another order for each person"), required=False),
    "several": lambda: forms.BooleanField(label=_("Several answers may be chosen"), required=False),
    "inside": lambda: forms.BooleanField(label=_("Only within the town"), required=False),
    "texts_shown": lambda: forms.BooleanField(label=_("Everybody may read what was written, once you have looked at it"), required=False),
    "least_length": lambda: forms.IntegerField(label=_("Signs at least"), required=False, min_value=0, max_value=10_000),
    "most_length": lambda: forms.IntegerField(label=_("Signs at most"), required=False, min_value=1, max_value=10_000),
    "from": lambda: forms.IntegerField(label=_("First step"), required=False, min_value=-10, max_value=10, initial=1),
    "to": lambda: forms.IntegerField(label=_("Last step"), required=False, min_value=1, max_value=20, initial=5),
    "low": lambda: forms.CharField(label=_("What the first step means"), required=False, max_length=60),
    "high": lambda: forms.CharField(label=_("What the last step means"), required=False, max_length=60),
    "unit": lambda: forms.CharField(label=_("Unit"), required=False, max_length=20),
    "first_day": lambda: forms.DateField(label=_("From the day"), required=False, widget=DateInput()),
    "last_day": lambda: forms.DateField(label=_("Until the day"), required=False, widget=DateInput()),
    "columns": lambda: OptionsField(label=_("Columns, one a line"), required=True),
}


class QuestionForm(forms.Form):
    """What a question says, then what its kind asks."""

    text = forms.CharField(label=_("Question"), max_length=300)
    help = forms.CharField(label=_("Help under the question"), max_length=400, required=False)
    is_required = forms.BooleanField(label=_("An answer is needed"), required=False)
    is_shown = forms.BooleanField(label=_("Its results may be public"), required=False, initial=True)

    def __init__(self, kind: str, question: Question | None, *args: Any, **kwargs: Any) -> None:
        self.kind, self.question = kinds[kind], question
        super().__init__(*args, **kwargs)
        before = question.settings if question else {}
        if self.kind.has_options:
            label = _("Lines, one a line of text") if kind in ("matrix", "judgment") else _("Options, one a line")
            self.fields["options"] = OptionsField(label=label, required=True)
            self.fields["options"].initial = "\n".join(one["label"] for one in question.options) if question else ""
        for name in (*self.kind.extra, *(["texts_shown"] if self.kind.is_text else [])):
            self.fields[name] = self._setting(name)
            if name == "columns":
                self.fields[name].initial = "\n".join(one["label"] for one in before.get("columns", []))
            elif name in before:
                self.fields[name].initial = before[name]
        self.fields["key"] = forms.SlugField(
            label=_("Column in exports"),
            max_length=34,
            required=False,
            help_text=_("Letters, digits and “_”; made from the question if empty."),
        )
        for name in ("text", "help", "is_required", "is_shown", "key"):
            if question:
                self.fields[name].initial = getattr(question, name)

    def _setting(self, name: str) -> forms.Field:
        if name not in ("least", "most"):
            return SETTINGS[name]()
        if self.kind.kind == "number":
            return forms.FloatField(label=_("Smallest number") if name == "least" else _("Largest number"), required=False)
        if self.kind.kind == "ranking":
            return forms.IntegerField(label=_("How many places are given"), required=False, min_value=1, max_value=60)
        label = _("Answers at least") if name == "least" else _("Answers at most")
        return forms.IntegerField(label=label, required=False, min_value=1, max_value=60)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        wanted = self.wanted()
        probe = Question(
            kind=wanted.kind, text=wanted.text, is_required=wanted.is_required, options=wanted.options, settings=wanted.settings
        )
        self.kind.check(probe)
        return data

    def wanted(self) -> Wanted:
        data, before = self.cleaned_data, self.question
        settings = {}
        for name in (*self.kind.extra, *(["texts_shown"] if self.kind.is_text else [])):
            value = data.get(name)
            if name == "columns":
                value = self.fields[name].options(value or "", before.settings.get("columns", []) if before else [])  # type: ignore[attr-defined]
            elif isinstance(value, date):
                value = value.isoformat()
            if value not in (None, "", False):
                settings[name] = value
        options = self.fields["options"].options(data["options"], before.options if before else []) if self.kind.has_options else []  # type: ignore[attr-defined]
        return Wanted(
            kind=self.kind.kind,
            text=plain(data["text"]),
            help=plain(data["help"]),
            is_required=data["is_required"],
            is_shown=data["is_shown"],
            options=options,
            settings=settings,
            key=(data.get("key") or "").replace("-", "_"),
        )


class PicturesForm(forms.Form):
    """A picture and its description for each option."""

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        for place, one in enumerate(question.options):
            words = {"label": one["label"]}
            self.fields[f"picture_{place}"] = PictureField(
                label=gettext("Picture of “%(label)s”") % words,
                required=False,
                help_text=gettext("There is one already.") if one.get("image") else "",
            )
            self.fields[f"alt_{place}"] = AltField(label=gettext("Description of “%(label)s”") % words)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for place, one in enumerate(self.question.options):
            if data.get(f"picture_{place}") and not (data.get(f"alt_{place}") or "").strip():
                data[f"alt_{place}"] = one["label"]
        return data


class ConditionForm(forms.Form):
    """Any or all of a few tests over earlier questions; lines left empty do not count."""

    mode = forms.ChoiceField(label=_("It is asked if"), choices=Condition.MODES, widget=forms.RadioSelect, initial=Condition.ALL)

    VERBS = [
        ("answered", pgettext_lazy("condition", "was answered")),
        ("empty", pgettext_lazy("condition", "was left empty")),
        ("any", pgettext_lazy("condition", "is one of")),
        ("all", pgettext_lazy("condition", "has all of")),
        ("none", pgettext_lazy("condition", "is none of")),
        ("least", pgettext_lazy("condition", "is at least")),
        ("most", pgettext_lazy("condition", "is at most")),
    ]

    def __init__(self, form: Definition, before: list[Question], condition: Condition | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form, self.known = form, {row.pk: row for row in before}
        tests = condition.tests if condition else []
        if condition:
            self.fields["mode"].initial = condition.mode
        asked = [("", "—"), *((str(row.pk), row.text) for row in before)]
        self.lines = range(len(tests) + LINES if len(tests) < 9 else 12)
        for n in self.lines:
            test = tests[n] if n < len(tests) else {}
            words = {"n": n + 1}
            self.fields[f"question_{n}"] = forms.ChoiceField(
                label=gettext("Test %(n)d: the question") % words, choices=asked, required=False
            )
            self.fields[f"verb_{n}"] = forms.ChoiceField(
                label=gettext("Test %(n)d: its answer") % words, choices=self.VERBS, required=False
            )
            self.fields[f"values_{n}"] = forms.CharField(
                label=gettext("Test %(n)d: which answers") % words,
                required=False,
                max_length=1000,
                help_text=gettext("The words of the options, with a semicolon between them; or one number. Nothing for the first two."),
            )
            self.fields[f"question_{n}"].initial, self.fields[f"verb_{n}"].initial = str(test.get("question", "")), test.get("verb", "any")
            self.fields[f"values_{n}"].initial = " ; ".join(self._label(test, one) for one in test.get("values", []))

    def _label(self, test: dict[str, Any], key: str) -> str:
        row = self.known.get(int(test["question"]))
        return next((one["label"] for one in row.options if one["key"] == key), key) if row else key

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        tests = []
        for n in self.lines:
            if not data.get(f"question_{n}"):
                continue
            row, verb = self.known[int(data[f"question_{n}"])], data.get(f"verb_{n}") or "any"
            kind = kinds[row.kind]
            if verb not in kind.verbs:
                self.add_error(f"verb_{n}", gettext("This cannot be asked of “%(question)s”.") % {"question": row.text})
                continue
            values = self._values(n, row, verb, data.get(f"values_{n}") or "")
            if values is not None:
                tests.append({"question": row.pk, "verb": verb, "values": values})
        data["tests"] = tests
        return data

    def _values(self, n: int, row: Question, verb: str, text: str) -> list[str] | None:
        parts = [" ".join(part.split()) for part in text.split(";") if part.strip()]
        if verb in COUNTED:
            try:
                return [str(float(parts[0].replace(",", ".")))]
            except (IndexError, ValueError):
                self.add_error(f"values_{n}", gettext("Write a number."))
                return None
        if verb not in WORDED:
            return []
        by_word = {one["label"].casefold(): one["key"] for one in row.options} | {one["key"]: one["key"] for one in row.options}
        if row.settings.get("other"):
            by_word |= {"other": "other", pgettext("survey", "Other").casefold(): "other"}
        unknown = [part for part in parts if part.casefold() not in by_word]
        if unknown or not parts:
            offered = " ; ".join(one["label"] for one in row.options)
            self.add_error(f"values_{n}", gettext("Write answers that the question offers: %(offered)s.") % {"offered": offered})
            return None
        return [by_word[part.casefold()] for part in parts]


class PublishForm(forms.Form):
    opens_at = forms.DateTimeField(
        label=pgettext_lazy("survey", "Opens"), required=False, widget=DateTimeInput(), help_text=_("Empty: at once.")
    )
    closes_at = forms.DateTimeField(
        label=pgettext_lazy("survey", "Closes"), required=False, widget=DateTimeInput(), help_text=_("Empty: no end for now.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("closes_at") and data.get("opens_at") and data["closes_at"] <= data["opens_at"]:
            self.add_error("closes_at", _("The end is before the beginning."))
        return data


class OutcomeForm(forms.Form):
    text = forms.CharField(
        label=_("What came out of it"),
        max_length=4000,
        widget=Textarea(rows=8),
        help_text=_("What people said, what the town keeps of it, what it does not and why."),
    )

    def clean_text(self) -> str:
        return plain(self.cleaned_data["text"])


class CodesForm(forms.Form):
    count = forms.IntegerField(label=_("How many codes"), min_value=1, max_value=20_000, initial=100)


class CrossForm(forms.Form):
    rows = forms.ChoiceField(label=pgettext_lazy("survey", "Lines"))
    columns = forms.ChoiceField(label=_("Columns of the table"))
    is_shown = forms.BooleanField(label=_("Everybody may see this table"), required=False)

    def __init__(self, form: Definition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(row.pk), row.text) for row in form.questions.values() if kinds[row.kind].is_choice]
        self.fields["rows"].choices = self.fields["columns"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("rows") and data.get("rows") == data.get("columns"):
            self.add_error("columns", _("Choose two different questions."))
        return data


class ReferenceForm(forms.Form):
    """The shares of the population for questions with one answer, in percent; what is left empty is not weighted."""

    is_shown = forms.BooleanField(label=_("Show weighted shares beside the others, with their caveat"), required=False)

    def __init__(self, form: Definition, survey: Survey, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_shown"].initial = survey.is_weighted
        self.asked = [row for row in form.questions.values() if row.kind == "single"]
        for row in self.asked:
            for one in row.options:
                field = forms.FloatField(
                    label=gettext("%(question)s – %(answer)s (%%)") % {"question": row.text, "answer": one["label"]},
                    required=False,
                    min_value=0,
                    max_value=100,
                    localize=True,
                )
                field.initial = _percent(survey.reference.get(str(row.pk), {}).get(one["key"]))
                self.fields[f"share_{row.pk}_{one['key']}"] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["reference"] = {}
        for row in self.asked:
            names = {one["key"]: f"share_{row.pk}_{one['key']}" for one in row.options}
            given = {key: data[name] for key, name in names.items() if data.get(name) is not None}
            if given and not 99 <= sum(given.values()) <= 101:
                last = list(names.values())[-1]
                self.add_error(
                    last,
                    gettext("The shares of “%(question)s” make %(sum)g %%, not 100 %%.")
                    % {"question": row.text, "sum": sum(given.values())},
                )
            elif given:
                data["reference"][str(row.pk)] = {key: round(value / 100, 6) for key, value in given.items()}
        return data


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 2)


class ThemeForm(forms.Form):
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=100)
    label = forms.CharField(label=_("Name of the theme"), max_length=80)

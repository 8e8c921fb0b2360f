"""Forms of the ballot and of the team."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from beffroi.commons.reading.forms import CarefulForm
from beffroi.ground.media.forms import AltField, PictureField, check_described
from beffroi.participation.votes import counting
from beffroi.participation.votes.grid import grid
from beffroi.participation.votes.methods import METHODS
from beffroi.participation.votes.methods.base import AnswerForm
from beffroi.participation.votes.methods.yes_no import WORDS
from beffroi.participation.votes.models import ANONYMOUS, BROWSER, LIST, OPEN, SECRET, Question, Vote
from beffroi.participation.votes.rules import MOST_OPTIONS, must_not_be_called
from beffroi.ui.forms import DateTimeInput, RadioCards, Textarea

FIRST_YEAR, LAST_YEAR = 2000, 2200
MARKDOWN = gettext_lazy("An empty line begins a paragraph; a line that begins with “- ” makes a list.")
QUORUMS = [("", pgettext_lazy("quorum", "none")), ("1/10", "1/10"), ("1/5", "1/5"), ("1/4", "1/4"), ("1/3", "1/3"), ("1/2", "1/2")]


class BallotForms:
    """One form for each question, as one ballot."""

    def __init__(self, questions: list[Question], data: Any = None, answers: Mapping[str, Any] | None = None) -> None:
        self.forms: list[AnswerForm] = []
        for question in questions:
            said, method = counting.asked(question), counting.method(question)
            initial = method.initial(said, answers[question.key]) if answers and question.key in answers else {}
            self.forms.append(AnswerForm(method, said, data, prefix=question.key, initial=initial))

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]  # all of them: every error is shown
        return all(valid)

    @property
    def answers(self) -> dict[str, Any]:
        return {form.asked.key: form.answer for form in self.forms}

    @property
    def errors(self) -> list[dict[str, str]]:
        """For the summary above the ballot: a sentence and the field to go to."""
        found = []
        for form in self.forms:
            for name, sentences in form.errors.items():
                bound = form[name] if name in form.fields else None
                label = f"{bound.label} : " if bound is not None and form.method.has_options and name != "choice" else ""
                found += [{"id": _target(form, name), "text": f"{label}{sentence}"} for sentence in sentences]
        return found


def _target(form: AnswerForm, name: str) -> str:
    bound = form[name] if name in form.fields else form[form.method.first(form.asked)]
    return f"{bound.auto_id}_0" if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple) else bound.auto_id


class VoteForm(forms.ModelForm):
    """What the vote says of itself. The law (code des relations entre le public et l’administration, L131-1) asks that people know
    how it goes, what it is about, have time, and learn what is made of it: each is a field.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    quorum = forms.ChoiceField(label=gettext_lazy("Quorum, as a share of those who may vote"), choices=QUORUMS, required=False)

    class Meta:
        model = Vote
        fields = (
            "title", "text", "council", "who", "mode", "voter", "shown", "opens_at", "closes_at", "paper", "networks", "registered", "quorum",
        )  # fmt: skip
        widgets = {
            "text": Textarea(rows=8),
            "council": Textarea(rows=3),
            "opens_at": DateTimeInput,
            "closes_at": DateTimeInput,
            "mode": RadioCards(
                explain={
                    OPEN: gettext_lazy("A quick indication. The site knows what each person answered until the end, then forgets it."),
                    ANONYMOUS: gettext_lazy("A list of voters and an urn that cannot be joined. One trusts the server to count right."),
                    SECRET: gettext_lazy(
                        "Encrypted on the device of each voter; several trustees hold the keys; anyone can check the count."
                    ),
                }
            ),
            "voter": forms.RadioSelect,
            "shown": forms.RadioSelect,
        }
        help_texts = {
            "title": gettext_lazy(
                "A vote online is advisory. It is never called a referendum: the law keeps that name for votes on paper."
            ),
            "text": MARKDOWN,
            "council": gettext_lazy("“The council decides on 12 June. It will say why it follows the result, or why it does not.”"),
            "who": gettext_lazy("“Everybody aged 16 or more who lives in the commune.”"),
            "voter": gettext_lazy(
                "A list of voters goes with anonymous and secret votes (a secret one always has one). One vote for each browser: for open "
                "polls only, without an account, and easy to cheat."
            ),
            "shown": gettext_lazy("For an open poll. In the other kinds nobody sees anything before the end, the team neither."),
            "closes_at": gettext_lazy("Give people time: two weeks at least for a question that matters."),
            "paper": gettext_lazy("Two agents count each box; their figures are shown apart from the votes online."),
            "networks": gettext_lazy("For an open poll. A post with the network’s own poll is prepared; its figures are never added."),
            "registered": gettext_lazy("To say how many took part, and for a quorum."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"])
        if refusal := must_not_be_called(title):
            raise forms.ValidationError(str(refusal))
        return title

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, closes = data.get("opens_at"), data.get("closes_at")
        for name, moment in (("opens_at", opens), ("closes_at", closes)):
            if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
                self.add_error(name, _("Look at the year again."))
                return data
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("The end comes after the beginning."))
        has_list = data.get("mode") == SECRET or data.get("voter") == LIST
        if data.get("quorum") and not data.get("registered") and not has_list:
            self.add_error("registered", _("A quorum needs the number of people who may vote."))
        mode, voter = data.get("mode"), data.get("voter")
        if voter == BROWSER and mode != OPEN:
            self.add_error("voter", _("One vote for each browser goes with open polls only."))
        if voter == LIST and mode == OPEN:
            self.add_error("voter", _("A list of voters goes with anonymous and secret votes."))
        if data.get("paper") and mode == OPEN and voter == BROWSER:
            self.add_error("paper", _("Paper goes with one vote for each person."))
        return data


class GridForm(forms.Form):
    """How much is at stake: statements of the grid in force, ticked where they are true."""

    def __init__(self, answers: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for statement in grid().statements:
            self.fields[statement.key] = forms.BooleanField(label=str(statement), required=False, initial=bool(answers.get(statement.key)))


class QuestionForm(forms.Form):
    """The words of a question and its rule; the parameters of that rule follow."""

    title = forms.CharField(label=gettext_lazy("Question"), max_length=250)
    text = forms.CharField(label=gettext_lazy("To understand it"), max_length=2000, widget=Textarea(rows=3), required=False)

    def __init__(self, rule: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method = METHODS[rule]
        self.fields.update(self.method.settings())

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"])
        if refusal := must_not_be_called(title):
            raise forms.ValidationError(str(refusal))
        return title

    @property
    def parameters(self) -> dict[str, Any]:
        return self.method.parameters(self.cleaned_data)


class StopForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is stopped"), help_text=gettext_lazy("Everybody reads it. No ballot is counted."), max_length=2000,
        widget=Textarea(rows=4),
    )  # fmt: skip


class ConclusionForm(CarefulForm):
    careful = ("text",)
    text = forms.CharField(
        label=gettext_lazy("What the council decided, and why"),
        help_text=gettext_lazy("What is followed, what is not, and the reasons. Everybody who follows the vote is told."),
        max_length=10_000,
        widget=Textarea(rows=8),
    )


class TableForm(forms.Form):
    """The box that was counted."""

    table = forms.CharField(label=gettext_lazy("Table or polling place"), max_length=80)
    ballots = forms.IntegerField(label=gettext_lazy("Sheets in the box"), min_value=0, max_value=1_000_000)


class PaperForm(forms.Form):
    """One question on the sheets of one box."""

    totals: dict[str, Any]

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question, self.asked, self.method = question, counting.asked(question), counting.method(question)
        self.fields.update(self.method.paper(self.asked))

    def count(self, ballots: int) -> bool:
        """Check the numbers against the sheets of the box."""
        try:
            self.totals = self.method.from_paper(self.asked, self.cleaned_data, ballots)
        except forms.ValidationError as error:
            self.add_error(next(iter(self.fields)), error)
            return False
        return True


class OptionForm(forms.Form):
    """One answer of a question; an empty line is no answer."""

    title = forms.CharField(label=pgettext_lazy("votes", "Answer"), max_length=150, required=False)
    text = forms.CharField(label=gettext_lazy("In a few words"), max_length=1000, required=False, widget=Textarea(rows=2))
    picture = PictureField(label=pgettext_lazy("votes", "Picture"), required=False)
    picture_alt = AltField()
    image = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    without = forms.BooleanField(label=gettext_lazy("Remove the picture"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.initial.get("image") or (self.is_bound and self.data.get(self.add_prefix("image")))):
            del self.fields["without"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("title") and (data.get("text") or data.get("picture")):
            self.add_error("title", _("Give this answer a name."))
        check_described(self)
        return data


class BaseOptions(forms.BaseFormSet):
    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            title = " ".join(str(form.cleaned_data.get("title", "")).split()).casefold() if hasattr(form, "cleaned_data") else ""
            if title and title in seen:
                form.add_error("title", _("This answer is there twice."))
            seen.add(title)


def option_forms(question: Question | None, data: Any = None, files: Any = None, lines: int = 0) -> Any:
    """The answers of a question and some empty lines."""
    initial = [
        {"title": one.title, "text": one.text, "image": one.image_id, "picture_alt": one.image.alt if one.image else ""}
        for one in (question.options.select_related("image") if question else ())
    ]
    extra = max(2, (lines or 4) - len(initial))
    kind = forms.formset_factory(
        OptionForm, formset=BaseOptions, extra=min(extra, MOST_OPTIONS), max_num=MOST_OPTIONS, absolute_max=MOST_OPTIONS
    )
    return kind(data, files, initial=initial, prefix="option")


class NetworkForm(forms.Form):
    """What one poll of a social network says of one question."""

    place = forms.CharField(label=gettext_lazy("Network and account"), max_length=120, help_text=gettext_lazy("“Mastodon, @clairbourg”"))
    url = forms.URLField(label=gettext_lazy("Address of the poll"), max_length=500, required=False, assume_scheme="https")

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        options = [(option.key, option.title) for option in counting.asked(question).options] or [
            (key, str(word)) for key, word in WORDS.items()
        ]
        self.keys = [key for key, _title in options]
        for key, title in options:
            label = pgettext("votes", "Answers: %(answer)s") % {"answer": title}
            self.fields[key] = forms.IntegerField(label=label, min_value=0, max_value=100_000_000)

    @property
    def counts(self) -> dict[str, int]:
        return {key: self.cleaned_data[key] for key in self.keys}

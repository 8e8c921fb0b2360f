from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.reading.forms import CarefulForm
from beffroi.ground.media.actions import take_image
from beffroi.ground.media.forms import AltField, PictureField, check_described
from beffroi.outreach.contests.hearing import tags_of
from beffroi.outreach.contests.models import Contest, Entry
from beffroi.outreach.contests.rules import MOST_WINNERS
from beffroi.ui.forms import DateTimeInput, Textarea

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S"]


class ContestForm(forms.ModelForm):
    """What is set, in the order in which one thinks of it."""

    opens_at = forms.DateTimeField(label=pgettext_lazy("contests", "Opens on"), widget=DateTimeInput, input_formats=FORMATS)
    closes_at = forms.DateTimeField(label=pgettext_lazy("contests", "Closes on"), widget=DateTimeInput, input_formats=FORMATS)
    winners = forms.IntegerField(label=pgettext_lazy("contests", "Number of winners"), min_value=1, max_value=MOST_WINNERS, initial=1)
    min_age = forms.IntegerField(label=_("From which age"), min_value=3, max_value=99, required=False)
    keeps_days = forms.IntegerField(
        label=_("Days before the data of those who took part are erased"), min_value=15, max_value=365, initial=60
    )
    picture = PictureField(label=pgettext_lazy("contests", "A picture"), required=False)
    picture_alt = AltField()
    choices = forms.CharField(
        label=_("Answers of the quiz, one a line"), required=False, widget=Textarea(rows=4),
        help_text=_("Put a star (*) before the right one."),
    )  # fmt: skip

    class Meta:
        model = Contest
        fields = [
            "kind", "title", "text", "question", "prizes", "winners", "opens_at", "closes_at", "residents_only", "min_age", "tag",
            "jury", "chance_source", "more_rules", "keeps_days",
        ]  # fmt: skip
        widgets = {
            "text": Textarea(rows=5), "prizes": Textarea(rows=3), "more_rules": Textarea(rows=4), "kind": forms.RadioSelect,
        }  # fmt: skip
        help_texts = {
            "prizes": _("One a line, the first prize first, with its value in euros: the law wants it said."),
            "tag": _("For example #ClairbourgEnFleurs: who answers one of our publications with it takes part too."),
            "question": _("For a quiz only."),
            "jury": _("For a photo contest only: who chooses. Left empty, the winners are drawn."),
            "chance_source": _("Optional: a public result to come that nobody can know, for example the Loto numbers of 24 December."),
            "more_rules": _("The rules that the law asks for are written from this page. Add what is particular to this contest."),
        }

    field_order = [
        "kind", "title", "text", "picture", "picture_alt", "question", "choices", "prizes", "winners", "opens_at", "closes_at",
        "residents_only", "min_age", "tag", "jury", "chance_source", "more_rules", "keeps_days",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.pk and row.options:
            self.initial["choices"] = "\n".join(("* " if n == row.right else "") + option for n, option in enumerate(row.options))

    def clean_tag(self) -> str:
        tag = str(self.cleaned_data["tag"]).strip().lstrip("#")
        if tag and (len(tags_of(f"#{tag}")) != 1 or " " in tag):
            raise ValidationError(_("A tag is one word of letters and figures."))
        return tag

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_described(self)
        if data.get("opens_at") and data.get("closes_at") and data["closes_at"] <= data["opens_at"]:
            self.add_error("closes_at", _("It closes before it opens."))
        if data.get("kind") == Contest.QUIZ:
            self._clean_quiz(data)
        return data

    def _clean_quiz(self, data: dict[str, Any]) -> None:
        if not data.get("question"):
            self.add_error("question", _("Write the question of the quiz."))
        lines = [line.strip() for line in str(data.get("choices") or "").splitlines() if line.strip()]
        marked = [n for n, line in enumerate(lines) if line.startswith("*")]
        options = [line.lstrip("* ").strip()[:120] for line in lines]
        if not 2 <= len(options) <= 8 or not all(options) or len(set(options)) != len(options):
            self.add_error("choices", _("Write 2 to 8 different answers."))
        elif len(marked) != 1:
            self.add_error("choices", _("Put a star (*) before the right one, and only there."))
        else:
            data["options"], data["right"] = options, marked[0]

    def changes(self, at: datetime) -> dict[str, Any]:
        """What the action takes; a new picture is kept now."""
        data = dict(self.cleaned_data)
        picture, alt = data.pop("picture"), data.pop("picture_alt")
        data.pop("choices")
        if data["kind"] != Contest.QUIZ:
            data |= {"question": "", "options": [], "right": None}
        if data["kind"] != Contest.PHOTO:
            data["jury"] = ""
        if picture:
            data["image"] = take_image(upload=picture, alt=alt, at=at)
        return data


class EnterForm(CarefulForm):
    """Taking part: only what this contest needs."""

    careful: tuple[str, ...] = ("text",)

    choice = forms.TypedChoiceField(coerce=int, empty_value=None, widget=forms.RadioSelect)
    picture = PictureField(label=pgettext_lazy("contests", "Your photo"))
    picture_alt = AltField(label=_("What is to be seen"), required=True)
    text = forms.CharField(label=pgettext_lazy("contests", "A few words"), max_length=500, required=False, widget=Textarea(rows=3))
    shows_name = forms.BooleanField(label=_("My name may be shown beside my entry and in the result"), required=False)
    agrees = forms.BooleanField(label=_("I have read the rules and agree"))

    def __init__(self, contest: Contest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contest = contest
        if contest.kind == Contest.QUIZ:
            self.fields["choice"].label = contest.question
            self.fields["choice"].choices = list(enumerate(contest.options))  # type: ignore[attr-defined]
        else:
            del self.fields["choice"]
        if contest.kind != Contest.PHOTO:
            del self.fields["picture"], self.fields["picture_alt"], self.fields["text"]
            self.careful = ()
        conditions = {
            (True, True): _("I live here and am at least %(age)d years old, or my parents agree."),
            (True, False): _("I live here. If I am a minor, my parents agree."),
            (False, True): _("I am at least %(age)d years old. If I am a minor, my parents agree."),
            (False, False): _("I am of age, or my parents agree."),
        }
        label = conditions[contest.residents_only, bool(contest.min_age)] % {"age": contest.min_age or 0}
        self.fields["may"] = forms.BooleanField(label=label)
        self.order_fields(["choice", "picture", "picture_alt", "text", "may", "shows_name", "agrees"])

    def data_of(self, at: datetime) -> dict[str, Any]:
        """Plain JSON; the photo is kept now and waits for its entry."""
        said = self.cleaned_data
        found = {"contest": self.contest.pk, "shows_name": said["shows_name"], "text": said.get("text", ""), "choice": said.get("choice")}
        if said.get("picture"):
            found["image"] = take_image(upload=said["picture"], alt=said["picture_alt"], at=at).pk
        return found


class LookForm(forms.Form):
    """One entry to look at."""

    verdict = forms.ChoiceField(
        label=_("Your decision"), choices=[("admit", _("It takes part")), ("refuse", _("Refuse it"))], widget=forms.RadioSelect
    )
    choice = forms.TypedChoiceField(label=_("The answer given"), coerce=int, empty_value=None, required=False)
    why = forms.CharField(label=_("Why it is refused"), max_length=300, required=False, help_text=_("Its author can read it."))

    def __init__(self, entry: Entry, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if entry.contest.kind == Contest.QUIZ:
            options = [("", _("Choose the answer")), *enumerate(entry.contest.options)]
            self.fields["choice"].choices = options  # type: ignore[attr-defined]
            self.fields["choice"].initial = entry.choice
        else:
            del self.fields["choice"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") == "refuse" and not data.get("why"):
            self.add_error("why", _("Say why: its author can read it."))
        if data.get("verdict") == "admit" and "choice" in self.fields and data.get("choice") is None:
            self.add_error("choice", _("Say which answer it gives."))
        return data


class CancelForm(forms.Form):
    why = forms.CharField(
        label=pgettext_lazy("contests", "Why"),
        max_length=500,
        widget=Textarea(rows=3),
        help_text=_("Those who took part read it on the page."),
    )


class DrawForm(forms.Form):
    """The draw, or what the jury chose."""

    def __init__(self, contest: Contest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contest = contest
        if not contest.is_by_jury:
            if contest.chance_source:
                self.fields["word"] = forms.CharField(label=contest.chance_source, max_length=200)
            return
        tickets = [("", pgettext_lazy("contests", "Nobody")), *((number, _("Ticket %(n)d") % {"n": number}) for number in contest.tickets)]
        for place in range(1, min(contest.winners, len(contest.tickets)) + 1):
            self.fields[f"place_{place}"] = forms.TypedChoiceField(
                label=_("Prize %(n)d") % {"n": place}, choices=tickets, coerce=int, empty_value=None, required=place == 1
            )
        self.fields["says"] = forms.CharField(label=_("What the jury says"), max_length=3000, widget=Textarea(rows=4))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = self.chosen(data)
        if len(set(chosen)) != len(chosen):
            raise ValidationError(_("Each ticket wins once."))
        return data

    def chosen(self, data: dict[str, Any]) -> list[int]:
        return [value for name, value in data.items() if name.startswith("place_") and value is not None]


class ReplaceForm(forms.Form):
    """A winner who did not answer."""

    why = forms.CharField(label=pgettext_lazy("contests", "Why"), max_length=300)

    def __init__(self, contest: Contest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if contest.is_by_jury:
            free = (
                contest.entries.shown().filter(outcome="", number__in=contest.tickets).order_by("number").values_list("number", flat=True)
            )
            choices = [("", pgettext_lazy("contests", "Nobody")), *((number, _("Ticket %(n)d") % {"n": number}) for number in free)]
            self.fields["by"] = forms.TypedChoiceField(
                label=_("Who wins instead"), choices=choices, coerce=int, empty_value=None, required=False
            )

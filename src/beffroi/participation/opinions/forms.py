from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.reading.forms import CarefulForm
from beffroi.participation.opinions.actions.stating import tidy
from beffroi.participation.opinions.models import OpinionMap, Statement
from beffroi.participation.opinions.rules import SHORTEST, must_be_one_idea
from beffroi.ui.forms import Textarea

MARKDOWN = _("An empty line begins a paragraph; a line that begins with “- ” makes a list.")
MOST_SEEDS, MOST_BYTES = 200, 40_000_000


class StateForm(CarefulForm):
    """A statement. `looked`: what resembles it was shown."""

    careful = ("text",)
    text = forms.CharField(label=pgettext_lazy("opinions", "Your statement"))
    looked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.longest = longest
        self.fields["text"] = forms.CharField(
            label=pgettext_lazy("opinions", "Your statement"), min_length=SHORTEST, max_length=longest, widget=Textarea(rows=3),
            help_text=_("One idea, in one sentence with which others can agree or disagree. Begin with what you think, not with a question."),
            error_messages={"min_length": _("Write a whole sentence with which one can agree or disagree.")},
        )  # fmt: skip
        self.order_fields(["text", "looked"])

    def clean_text(self) -> str:
        text = tidy(self.cleaned_data["text"])
        if refusal := must_be_one_idea(text, self.longest):
            raise forms.ValidationError(str(refusal))
        return text


class MapForm(forms.ModelForm):
    """The question and what it is about. `seen` finds stale edits."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    class Meta:
        model = OpinionMap
        fields = ("question", "text")
        widgets = {"text": Textarea(rows=6)}
        help_texts = {"question": _("What the statements are about, as a question to everybody."), "text": MARKDOWN}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].required = True


class OutcomeForm(forms.ModelForm):
    """What came out of it, and what the town does with it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    class Meta:
        model = OpinionMap
        fields = ("outcome",)
        widgets = {"outcome": Textarea(rows=12)}
        help_texts = {"outcome": MARKDOWN}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].required = True


class SeedForm(forms.Form):
    """Many statements at once."""

    lines = forms.CharField(
        label=_("Statements, one on each line"), max_length=60_000, widget=Textarea(rows=10),
        help_text=_("They are shown at once. Those that stand there already are left out."),
    )  # fmt: skip

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.longest = longest

    def clean_lines(self) -> list[str]:
        lines = [line for one in self.cleaned_data["lines"].splitlines() if (line := tidy(one))]
        if len(lines) > MOST_SEEDS:
            raise forms.ValidationError(_("At most %(n)d at once.") % {"n": MOST_SEEDS})
        wrong = [(number, refusal) for number, line in enumerate(lines, 1) if (refusal := must_be_one_idea(line, self.longest))]
        if wrong:
            raise forms.ValidationError([_("Line %(n)d: %(why)s") % {"n": number, "why": refusal} for number, refusal in wrong[:10]])
        return lines


class CorrectForm(forms.Form):
    text = forms.CharField(label=pgettext_lazy("opinions", "Statement"), max_length=280, widget=Textarea(rows=3))
    is_meta = forms.BooleanField(
        label=_("It is about this map itself"), required=False, help_text=_("Such statements are shown early to everybody.")
    )


class DecideForm(forms.Form):
    """What to do with the statements that are ticked."""

    ACCEPT, REFUSE = "accept", "refuse"
    statements = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": _("Tick the statements first.")})
    act = forms.ChoiceField(choices=[(ACCEPT, ACCEPT), (REFUSE, REFUSE)])
    reason = forms.ChoiceField(
        label=pgettext_lazy("opinions", "Why it is not taken up"), choices=[("", _("Choose…")), *Statement.REASONS], required=False
    )
    note = forms.CharField(
        label=_("In your own words"), max_length=300, required=False, help_text=_("Its author reads it, and so does whoever reads the log.")
    )

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statements"].choices = [(str(pk), str(pk)) for pk in numbers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("act") == self.REFUSE and not data.get("reason"):
            self.add_error("reason", _("Say why: choose a reason."))
        return data


class ImportForm(forms.Form):
    comments = forms.FileField(label=_("Statements: comments.csv"))
    votes = forms.FileField(
        label=_("Votes: participants-votes.csv or votes.csv"), required=False, help_text=_("Without it, only the statements are taken.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("comments", "votes"):
            if (sent := data.get(name)) and sent.size > MOST_BYTES:
                self.add_error(name, _("The file is too large: %(n)d MB at most.") % {"n": MOST_BYTES // 1_000_000})
        return data


class TakeForm(forms.Form):
    """One sentence made of something that stands elsewhere on this site."""

    text = forms.CharField(label=pgettext_lazy("opinions", "Statement"), max_length=280, widget=Textarea(rows=3))

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.participation.debates.models import Debate
from beffroi.ui.forms import Textarea

MARKDOWN = _("An empty line begins a paragraph; a line that begins with “- ” makes a list.")


class DebateForm(forms.ModelForm):
    """The question and what is said with it. `seen` finds stale edits."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    class Meta:
        model = Debate
        fields = ("question", "text", "has_sides")
        widgets = {"text": Textarea(rows=8)}
        help_texts = {
            "question": _("One question that can be answered by for or against."),
            "text": MARKDOWN,
            "has_sides": _("Without it, contributions are one list."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].required = True


class ConclusionForm(forms.ModelForm):
    """What came out of it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    class Meta:
        model = Debate
        fields = ("conclusion", "agreed", "disputed", "next_steps")
        widgets = {"conclusion": Textarea(rows=8), "agreed": Textarea(rows=4), "disputed": Textarea(rows=4), "next_steps": Textarea(rows=4)}
        help_texts = {"conclusion": MARKDOWN}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conclusion"].required = True

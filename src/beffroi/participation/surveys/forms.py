"""The form of one page of a survey, and the small forms around it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.participation.surveys.definition import Definition, Values
from beffroi.participation.surveys.kinds import kinds
from beffroi.participation.surveys.kinds.base import plain


class PageForm(forms.Form):
    """The questions of a page that are asked now. `needed=False`: what is wrong is said, what is missing is not."""

    def __init__(
        self, form: Definition, asked: tuple[int, ...], values: Values, *args: Any, seed: int = 0, needed: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for pk in asked:
            row = form.questions[pk]
            kind = kinds[row.kind]
            field = kind.field(row, seed=seed, needed=needed)
            field.label, field.help_text = row.text, row.help or field.help_text
            field.initial = kind.initial(row, values.get(str(pk)))
            if row.kind == "file" and field.initial:
                field.help_text = _("Sent already: %(name)s. Choose another file to replace it.") % {"name": field.initial["name"]}
            self.fields[f"q{pk}"] = field
            if row.is_required and row.kind == "file" and field.initial:
                field.widget.is_required = False
        self.use_required_attribute = False  # the server says what is missing, in words

    def values(self) -> Values:
        """What was said, question by question; None where nothing was."""
        return {str(pk): self.cleaned_data.get(f"q{pk}") for pk in self.asked if f"q{pk}" in self.cleaned_data}


class CodeForm(forms.Form):
    """A code that one received: the receipt, or the letter of the town."""

    code = forms.CharField(
        label=_("Your code"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )

    def clean_code(self) -> str:
        return plain(self.cleaned_data["code"])


class SheetForm(forms.Form):
    """The number written on a paper sheet: no sheet is keyed in twice."""

    sheet = forms.CharField(
        label=_("Number of the sheet"),
        max_length=30,
        help_text=_("Write a number on each sheet before you key it in; it is asked once only."),
    )

    def clean_sheet(self) -> str:
        return plain(self.cleaned_data["sheet"])


class ImportForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("CSV, XLSX or JSON, with a column for each question, as the export writes them."))
    origin = forms.ChoiceField(
        label=_("Where these answers come from"),
        choices=[
            ("paper", pgettext_lazy("survey", "Paper sheets, keyed in elsewhere")),
            ("import", pgettext_lazy("survey", "Another tool")),
        ],
        widget=forms.RadioSelect,
        initial="paper",
    )

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.size > 20_000_000:
            raise ValidationError(_("This file is too large: 20 MB at most."))
        return found


class PaperForm(PageForm):
    """All questions on one page; what somebody left empty on paper stays empty."""

    def __init__(self, form: Definition, values: Values, *args: Any, **kwargs: Any) -> None:
        super().__init__(form, tuple(form.questions), values, *args, needed=False, **kwargs)

"""A form that warns before something private is published. The person decides; what was typed is kept."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from beffroi.commons.reading.queries import likely
from beffroi.commons.reading.types import PERSONAL

ANYWAY = "anyway"


class CarefulForm(forms.Form):
    """Base of forms whose texts become public: `careful` names the fields that are read.

    Finds a telephone number, an e-mail address, a bank account…: the form comes back with a box to tick. `is_careful = False`
    on the instance: nothing is published yet.
    """

    careful: tuple[str, ...] = ("title", "text")
    is_careful = True

    def speaks_for_itself(self, data: dict[str, Any]) -> bool:
        """Whether what is written needs no warning: the town's own telephone number, in an official answer."""
        return False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get(self.add_prefix(ANYWAY)):
            self.fields[ANYWAY] = _box()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.is_careful or data.get(ANYWAY) or self.speaks_for_itself(data):
            return data
        found = {span.text: PERSONAL[span.kind] for name in self.careful for span in likely(str(data.get(name) or ""))}
        if found:
            self.fields[ANYWAY] = _box()
            said = get_text_list([f"{label} ({words})" for words, label in list(found.items())[:5]], pgettext("list", "and"))
            self.add_error(
                ANYWAY,
                ValidationError(
                    gettext("Your text seems to contain %(what)s. Everybody will read it: take it out, or tick this box.") % {"what": said},
                    code="private",
                ),
            )
        return data


def _box() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Publish it all the same"), required=False, help_text=_("A program found this: it may be wrong. You decide.")
    )

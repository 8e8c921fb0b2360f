"""Form rendering: `{{ form }}` gives the error summary, labels above, help and errors tied to their fields.

A form may say `optional_words = False` to leave out "(optional)", or `hide_summary = True` where its page has the summary.
Widgets here work without JavaScript; the behaviours named by their data- words add comfort.
"""

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"


class DateInput(forms.DateInput):
    """The browser's own calendar; the value is ISO 8601 as HTML asks."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class Textarea(forms.Textarea):
    """A text that grows while one writes. With `max_length` on the field, the characters left are counted.

    `keep="proposal-new"` keeps what is typed in the browser until it is sent (never for secrets).
    """

    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 6, keep: str = "") -> None:
        words = {"rows": rows, "data-grow": True} | ({"data-keep": keep} if keep else {})
        super().__init__(words | (attrs or {}))


class Explained(forms.RadioSelect):
    """Choices as cards, each with a line that explains it: `RadioCards(explain={"public": _("Everybody reads it.")})`."""

    template_name = "ui/forms/widgets/cards.html"

    def __init__(self, *args: Any, explain: dict[Any, Any] | None = None, **kwargs: Any) -> None:
        self.explain = explain or {}
        super().__init__(*args, **kwargs)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        return option | {"explanation": self.explain.get(getattr(value, "value", value), "")}


class RadioCards(Explained):
    """One of them."""


class CheckCards(forms.CheckboxSelectMultiple, Explained):  # type: ignore[misc]
    """Any of them."""

    template_name = "ui/forms/widgets/cards.html"
    input_type = "checkbox"
    allow_multiple_selected = True


class Password(forms.PasswordInput):
    """With a button that shows what is typed, when scripts run."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, new: bool = False) -> None:
        words = {"autocomplete": "new-password" if new else "current-password", "data-reveal": True}
        super().__init__(words | (attrs or {}))


class Code(forms.TextInput):
    """A code received by e-mail or made by an application."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, length: int = 6) -> None:
        words = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": length + 2, "size": length, "class": "code-input"}
        super().__init__(words | {"spellcheck": "false", "autocapitalize": "off"} | (attrs or {}))


class Picture(forms.ClearableFileInput):
    """A picture: the present one is shown, the new one is previewed when scripts run."""

    template_name = "ui/forms/widgets/picture.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/*", "data-preview": True} | (attrs or {}))


class Address(forms.TextInput):
    """An address or a place with suggestions fetched from `url` (an HTML list of buttons with `data-value`)."""

    template_name = "ui/forms/widgets/address.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, url: str = "") -> None:
        self.url = url
        super().__init__({"autocomplete": "street-address"} | (attrs or {}))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"suggestions_url": str(self.url)}

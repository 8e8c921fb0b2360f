"""Controls of a ballot: plain ones, that the keyboard and a screen reader know."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from beffroi.ui.forms import CheckCards, RadioCards


class _WithPictures:
    """Answers as cards, with their picture and their words."""

    def __init__(self, asked: Any) -> None:
        super().__init__(explain={option.key: option.text for option in asked.options})  # type: ignore[call-arg]
        self.pictures = {option.key: option.image for option in asked.options if option.image}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        return option | {"picture": self.pictures.get(str(value))}


class OptionRadios(_WithPictures, RadioCards):
    """One of the answers."""

    template_name = "votes/widgets/cards.html"


class OptionBoxes(_WithPictures, CheckCards):
    """Any of the answers."""

    template_name = "votes/widgets/cards.html"


class Steps(forms.RadioSelect):
    """Grades in a row that wraps, the best first."""

    template_name = "votes/widgets/steps.html"


def place_words(n: int) -> str:
    """1st, 2nd, 3rd… as the page says them."""
    return _("1st choice") if n == 1 else _("%(n)dth choice") % {"n": n}

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.search.asking import LONGEST
from beffroi.commons.search.models import Label
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.subjects import Subject, subject_kinds

AGES = {"7": _("Last 7 days"), "30": _("Last 30 days"), "365": _("Last 12 months")}


class SearchForm(forms.Form):
    """What is looked for, and within what. Read from the address: whatever is wrong in it is left out."""

    hide_optional = True

    q = forms.CharField(
        label=_("What are you looking for?"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )
    theme = forms.ChoiceField(label=_("Topic"), required=False)
    depuis = forms.ChoiceField(label=_("Since"), required=False, choices=[("", _("Any time")), *AGES.items()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = until_changed("search:labels", lambda: list(Label.objects.order_by("name").values_list("slug", "name")[:200]))
        self.fields["theme"].choices = [("", pgettext_lazy("tags", "All topics")), *labels]  # type: ignore[attr-defined]


def words(data: Any) -> str:
    """What was typed."""
    return str(data.get("q", "")).replace("\0", " ").strip()[:LONGEST]


def kind(data: Any) -> str:
    found = data.get("genre", "")
    return found if found in subject_kinds else ""


def space(data: Any) -> Subject | None:
    try:
        found = Subject.parse(data.get("lieu", "")[:60])
    except ValueError:
        return None
    return found if found.id < 2**63 else None


def since(data: Any, at: datetime) -> datetime | None:
    """To the day, so that the same search is the same question for an hour and more."""
    days = data.get("depuis", "")
    return (at - timedelta(days=int(days))).replace(hour=0, minute=0, second=0, microsecond=0) if days in AGES else None


def number(data: Any, most: int) -> int:
    page = data.get("page", "1")
    return min(int(page), most) if page.isascii() and page.isdecimal() and 0 < len(page) < 5 and int(page) else 1

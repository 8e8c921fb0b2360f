"""The form of citizens: an idea, where, and what it might cost."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.commons.reading.forms import CarefulForm
from beffroi.ground.media.actions import take_image
from beffroi.ground.media.forms import AltField, PictureField, check_described
from beffroi.ground.places.forms import LocationField
from beffroi.ground.places.queries import district_at
from beffroi.ground.places.types import Location
from beffroi.participation.budgets.fields import EurosField
from beffroi.participation.budgets.models import Project
from beffroi.participation.budgets.rules import setting
from beffroi.participation.budgets.settings_form import topics_of
from beffroi.participation.spaces.models import Component
from beffroi.ui.forms import Textarea

LONGEST = 5000


class IdeaForm(CarefulForm):
    """What is proposed. A draft may be unfinished."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    title = forms.CharField(
        label=pgettext_lazy("budgets", "Title"), min_length=5, max_length=120, help_text=_("What is to be done, in a few words.")
    )
    text = forms.CharField(
        label=_("Your idea"), min_length=15, max_length=LONGEST, widget=Textarea(rows=7), help_text=_("What, for whom, why here."),
    )  # fmt: skip
    topic = forms.ChoiceField(label=pgettext_lazy("budgets", "Topic"), required=False)
    location = LocationField(label=pgettext_lazy("budgets", "Where"), required=False)
    guess = EurosField(
        label=_("What it may cost, in euros"), required=False, help_text=_("Your guess, if you have one. The services will say.")
    )
    picture = PictureField(label=_("A photo or a drawing"), required=False)
    picture_alt = AltField()

    def __init__(self, component: Component, *args: Any, project: Project | None = None, draft: bool = False, **kwargs: Any) -> None:
        if project is not None:
            kwargs.setdefault("initial", initial_of(project))
        super().__init__(*args, **kwargs)
        self.project, self.is_careful = project, not draft
        if topics := topics_of(setting(component, "topics")):
            choices = [("", _("Choose a topic")), *((name, name) for name in topics)]
            self.fields["topic"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["topic"]
        self.fields["location"].required = bool(setting(component, "needs_place")) and not draft
        if draft:  # an unfinished text is kept as it is
            for name in ("title", "text"):
                self.fields[name].required = False
                self.fields[name].validators = [one for one in self.fields[name].validators if "MinLength" not in type(one).__name__]

    def clean(self) -> dict:
        data = super().clean() or {}
        check_described(self)
        return data

    def fields_of(self, at: datetime) -> dict[str, Any]:
        """What the actions take. A new picture is kept now; its row waits for its idea."""
        data = self.cleaned_data
        here = data.get("location")
        found: dict[str, Any] = {
            "title": data.get("title", ""),
            "text": data.get("text", "").replace("\r\n", "\n"),
            "guess": data.get("guess"),
            "longitude": here.longitude if here else None,
            "latitude": here.latitude if here else None,
            "place": here.address.replace("\0", "")[:200] if here else "",
            "district": district_at(here.longitude, here.latitude) if here else None,
        }
        if "topic" in self.fields:
            found["topic"] = data.get("topic", "")
        if data.get("picture"):
            found["image"] = take_image(upload=data["picture"], alt=data["picture_alt"], at=at)
        return found


def initial_of(project: Project) -> dict[str, Any]:
    here = None
    if project.longitude is not None and project.latitude is not None:
        here = Location(project.longitude, project.latitude, project.place)
    return {
        "seen": project.edits, "title": project.title, "text": project.text, "topic": project.topic, "location": here, "guess": project.guess,
    }  # fmt: skip


class PbField(forms.FileField):
    """A `.pb` file; cleans to its text."""

    MOST = 20_000_000

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not upload:
            return ""
        if upload.size > self.MOST:
            raise ValidationError(gettext("This file is too large (20 MB at most)."), code="large")
        try:
            text = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(gettext("This file is not in UTF-8."), code="encoding") from None
        if "\0" in text:
            raise ValidationError(gettext("This is not a .pb file."), code="format")
        return text

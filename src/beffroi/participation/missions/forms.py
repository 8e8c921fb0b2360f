"""The form of citizens: what a mission asks, no more. It is built from the mission."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.commons.reading.forms import CarefulForm
from beffroi.ground.media.actions import say_otherwise, take_image
from beffroi.ground.media.forms import AltField, PictureField, check_described
from beffroi.ground.media.models import Image
from beffroi.ground.places.forms import LocationField
from beffroi.ground.places.queries import district_at
from beffroi.ground.places.types import Location
from beffroi.kernel import tokens
from beffroi.participation.missions.models import CC0, CC_BY, CC_BY_SA, ETALAB, MUST, NO, Contribution, Field, Mission
from beffroi.ui.forms import DateInput, Textarea

LONGEST = 5000
PICTURE, PICTURE_KEPT = "missions-picture", timedelta(days=1)
LARGEST = 10**12
UNTITLED = (Mission.OBSERVATION, Mission.DATA)  # what is counted needs no title: it is made of what was answered
PLAIN_WORDS = {
    CC_BY: _("I made this, or may share it. Anybody may use it, and must name me (licence CC BY 4.0)."),
    CC_BY_SA: _("I made this, or may share it. Anybody may use it, must name me, and shares alike (licence CC BY-SA 4.0)."),
    ETALAB: _("I made this, or may share it. Anybody may use it, and must name its source (Licence Ouverte 2.0)."),
    CC0: _("I made this, or may share it. Anybody may use it freely (CC0)."),
}


class NumberField(forms.FloatField):
    """A number as people write it ("2,5")."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return int(value) if isinstance(value, float) and value.is_integer() else value

    def clean(self, value: Any) -> float | int | None:
        """Finite by now, and within what any table holds."""
        found = super().clean(value)
        if found is None:
            return None
        if abs(found) > LARGEST:
            raise ValidationError(gettext("This number is too large."), code="large")
        return int(found) if found == int(found) else found


def answer_field(field: Field) -> forms.Field:
    """The form field for one thing that the team asks."""
    said: dict[str, Any] = {"label": f"{field.label} ({field.unit})" if field.unit else field.label, "help_text": field.help}
    said["required"] = field.is_required
    if field.kind == Field.NUMBER:
        return NumberField(min_value=field.least, max_value=field.most, **said)
    if field.kind == Field.CHOICE:
        first = [("", _("Choose"))]
        return forms.ChoiceField(choices=[*first, *((one, one) for one in field.options)], **said)
    if field.kind == Field.DATE:
        return forms.DateField(widget=DateInput, **said)
    if field.kind == Field.LONG:
        return forms.CharField(widget=Textarea(rows=4), max_length=2000, **said)
    return forms.CharField(max_length=200, **said)


class ContributionForm(CarefulForm):
    title = forms.CharField(
        label=pgettext_lazy("missions", "Title"), min_length=3, max_length=120, help_text=_("A few words that say what it is.")
    )
    text = forms.CharField(label=pgettext_lazy("missions", "Your words"), required=False, max_length=LONGEST, widget=Textarea(rows=7))
    happened_on = forms.DateField(label=_("Which day"), widget=DateInput)
    period = forms.CharField(label=_("When it was"), required=False, max_length=80, help_text=_("A year or a few words: “summer 1968”."))
    location = LocationField(label=_("Where"), required=False)
    picture = PictureField(label=_("A photo or a drawing"), required=False)
    picture_alt = AltField()
    people = forms.ChoiceField(
        label=_("Who can be recognised in the picture"), choices=Contribution.PEOPLE, widget=forms.RadioSelect, required=False
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)  # the picture of a try that was not right yet
    named = forms.BooleanField(label=_("Show my public name beside it"), required=False, initial=True)
    agreed = forms.BooleanField(label="", error_messages={"required": _("Tick this box: without it, the town may not show what you send.")})

    def __init__(
        self, mission: Mission, asked: Sequence[Field], *args: Any, at: datetime, contribution: Contribution | None = None, **kwargs: Any
    ) -> None:
        if contribution is not None:
            kwargs["initial"] = initial_of(contribution)
        super().__init__(*args, **kwargs)
        self.mission, self.asked, self.today, self.contribution = mission, asked, localdate(at), contribution
        self.image = self._kept_picture(at)
        self._keep_what_is_asked()
        for field in asked:
            self.fields[f"f_{field.key}"] = answer_field(field)
        self.careful = ("title", "text", *(f"f_{f.key}" for f in asked if f.kind in (Field.TEXT, Field.LONG)))
        self.fields["agreed"].label = PLAIN_WORDS[contribution.licence if contribution else mission.licence]
        if contribution is not None:
            self.fields["agreed"].initial = True
        order = [
            "title",
            *(f"f_{f.key}" for f in asked),
            "happened_on",
            "period",
            "text",
            "location",
            "picture",
            "picture_alt",
            "people",
            "kept",
        ]
        if mission.kind not in UNTITLED:
            order = ["title", "text", *(name for name in order if name not in ("title", "text"))]
        self.order_fields([*order, "named", "agreed"])

    def _keep_what_is_asked(self) -> None:
        mission = self.mission
        if mission.kind in UNTITLED:
            del self.fields["title"]
            self.fields["text"].label = pgettext_lazy("missions", "Anything to add")
            self.fields["text"].widget.attrs["rows"] = 3
        if mission.asks_text == NO:
            del self.fields["text"]
        elif mission.asks_text == MUST:
            self.fields["text"].required = True
        if mission.asks_when != Mission.DAY:
            del self.fields["happened_on"]
        else:
            self.fields["happened_on"].initial = self.fields["happened_on"].initial or self.today
            self.fields["happened_on"].widget.attrs["max"] = self.today.isoformat()
        if mission.asks_when != Mission.PERIOD:
            del self.fields["period"]
        if mission.asks_place == NO:
            del self.fields["location"]
        elif mission.asks_place == MUST:
            self.fields["location"].required = True
        if mission.asks_picture == NO:
            for name in ("picture", "picture_alt", "people", "kept"):
                del self.fields[name]
        else:
            has_one = self.contribution is not None and self.contribution.image_id is not None
            must = mission.asks_picture == MUST and not has_one
            for name in ("picture", "picture_alt", "people"):
                self.fields[name].required = must
            if self.image:
                self.fields["picture"].required = False
            if not must:
                self.fields["people"].help_text = _("Only if you send a picture.")
            if has_one or self.image:
                self.fields["picture"].label = _("Another photo or drawing")

    def _kept_picture(self, at: datetime) -> Image | None:
        number = tokens.read(PICTURE, str(self.data.get("kept", "")), at=at, max_age=PICTURE_KEPT) if self.is_bound else None
        if not isinstance(number, int) or Contribution.objects.filter(image=number).exists():  # one that was sent is not sent again
            return None
        return Image.objects.filter(pk=number).first()

    def keep_picture(self, at: datetime) -> None:
        """The rest is not right yet: what was chosen need not be chosen again."""
        if upload := self.cleaned_data.get("picture"):
            self.image = take_image(upload=upload, alt=self.cleaned_data.get("picture_alt") or self.mission.title, at=at)
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["kept"] = tokens.sign(PICTURE, self.image.pk, at=at)  # type: ignore[index]
            self.fields["picture"].required = False

    def clean_happened_on(self) -> date:
        found = self.cleaned_data["happened_on"]
        if found > self.today:
            raise ValidationError(gettext("This day is still to come."), code="future")
        if found.year < 1000:
            raise ValidationError(gettext("Check the year."), code="year")
        return found

    def clean_people(self) -> str:
        found = self.cleaned_data["people"]
        if found == Contribution.UNASKED:
            raise ValidationError(
                gettext("Ask them first (for a child: its parents), or send a picture where nobody can be recognised."), code="unasked"
            )
        return found

    def clean(self) -> dict:
        data = super().clean() or {}
        if "picture" in self.fields:
            check_described(self)
            if self.image and not (data.get("picture_alt") or "").strip() and "picture_alt" not in self.errors:
                self.add_error("picture_alt", ValidationError(gettext("Say in a few words what the picture shows."), code="alt"))
            if (data.get("picture") or self.image) and not data.get("people") and "people" not in self.errors:
                self.add_error(
                    "people", ValidationError(gettext("Say who can be recognised: everybody has a right to their image."), code="people")
                )
        if not self.errors and not self._says_something(data):
            self.add_error(None, ValidationError(gettext("There is nothing in it yet."), code="empty"))
        return data

    def _says_something(self, data: dict) -> bool:
        has_image = data.get("picture") or self.image or (self.contribution is not None and self.contribution.image_id)
        return bool(
            data.get("title")
            or data.get("text")
            or has_image
            or any(data.get(f"f_{f.key}") is not None and data.get(f"f_{f.key}") != "" for f in self.asked)
        )

    def fields_of(self, at: datetime) -> dict[str, Any]:
        """What the actions take. A new picture is kept now; its row waits for its contribution."""
        data = self.cleaned_data
        found: dict[str, Any] = {}
        answers = {f.key: data[f"f_{f.key}"] for f in self.asked if data.get(f"f_{f.key}") not in (None, "")}
        found["answers"] = {key: value.isoformat() if isinstance(value, date) else value for key, value in answers.items()}
        if "text" in self.fields:
            found["text"] = data["text"].replace("\r\n", "\n")
        if "happened_on" in self.fields:
            found["happened_on"] = data["happened_on"]
        if "period" in self.fields:
            found["period"] = data["period"]
        if "location" in self.fields:
            here = data.get("location")
            found |= {
                "longitude": here.longitude if here else None,
                "latitude": here.latitude if here else None,
                "place": here.address.replace("\0", "")[:200] if here else "",
                "district": district_at(here.longitude, here.latitude) if here else None,
            }
        found["title"] = data["title"] if "title" in self.fields else self._made_title(found)
        found["is_named"] = data["named"]
        if data.get("picture"):
            found["image"] = take_image(upload=data["picture"], alt=data["picture_alt"], at=at)
        elif self.image:
            found["image"] = say_otherwise(image=self.image, alt=data["picture_alt"])
        if data.get("people"):
            found["people"] = data["people"]
        return found

    def _made_title(self, found: dict[str, Any]) -> str:
        """What is counted, and where: the first word or choice that was answered."""
        words = [found["answers"].get(f.key) for f in self.asked if f.kind in (Field.CHOICE, Field.TEXT)]
        first = next((str(word) for word in words if word), self.mission.title)
        return " – ".join(filter(None, [first, found.get("place", "")]))[:120]


def initial_of(contribution: Contribution) -> dict[str, Any]:
    here = None
    if contribution.longitude is not None and contribution.latitude is not None:
        here = Location(contribution.longitude, contribution.latitude, contribution.place)
    found: dict[str, Any] = {
        "title": contribution.title,
        "text": contribution.text,
        "happened_on": contribution.happened_on,
        "period": contribution.period,
        "location": here,
        "people": contribution.people,
        "named": contribution.is_named,
        "agreed": True,
    }
    return found | {f"f_{key}": value for key, value in contribution.answers.items()}


class VolunteerForm(forms.Form):
    """How the team reaches a volunteer: nobody else sees it, and it is forgotten."""

    name = forms.CharField(label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.RegexField(
        r"^[0-9+(). \-\u00a0\u202f/]{4,30}$", label=_("Telephone"), required=False, max_length=30, help_text=_("If something changes at the last moment."),
        error_messages={"invalid": _("Write digits, spaces and perhaps a +.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Anything the team should know"), required=False, max_length=500, widget=Textarea(rows=2),
        help_text=_("You come with a child, you have a wheelbarrow, you cannot stand for long…"),
    )  # fmt: skip
    agreed = forms.BooleanField(
        label="", error_messages={"required": _("Tick this box: without it, the team cannot keep your registration.")}
    )

    def __init__(self, keep_days: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = gettext("The team of this mission may keep these lines to reach me. They are erased %(n)d days after the task.")
        self.fields["agreed"].label = words % {"n": keep_days}

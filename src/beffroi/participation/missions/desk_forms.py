"""Forms of the team: a mission, what it asks, its tasks, what becomes of a contribution."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.forms import AltField, PictureField, check_described
from beffroi.ground.places.forms import LocationField
from beffroi.ground.places.types import Location
from beffroi.participation.missions.actions.missions import Wanted
from beffroi.participation.missions.forms import NumberField
from beffroi.participation.missions.models import Contribution, Field, Mission, Task
from beffroi.participation.spaces.forms import MomentField
from beffroi.ui.forms import RadioCards, Textarea

EXPLAINED = {
    Mission.PHOTO: _("A picture, its place, a few words: a theme, a season, before and after."),
    Mission.OBSERVATION: _("What was seen, where and on which day: birds, trees, puddles."),
    Mission.MEMORY: _("What people remember, with old photos: a street, a factory, a feast."),
    Mission.TESTIMONY: _("What people live: words, without a place."),
    Mission.DATA: _("A small form on the spot: numbers, choices, dates."),
    Mission.VOLUNTEER: _("Helping hands: tasks with places and hours."),
}


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What are you looking for?"), choices=Mission.KINDS, widget=RadioCards(explain=EXPLAINED), initial=Mission.PHOTO
    )
    title = forms.CharField(
        label=pgettext_lazy("missions", "Title"), max_length=120, help_text=_("As one would say it: “The trees of our streets”.")
    )
    summary = forms.CharField(label=_("What is looked for, in one sentence"), max_length=300)


class MissionForm(forms.ModelForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000_000)
    ends_at = MomentField(
        label=pgettext_lazy("missions", "Ends on"), required=False, help_text=_("Empty: as long as the process lets people take part.")
    )
    picture = PictureField(label=_("New picture"), required=False)
    picture_alt = AltField()
    most_each = forms.IntegerField(label=_("Contributions per person, at most"), help_text=_("0: no limit."), min_value=0, max_value=1000)
    keep_days = forms.IntegerField(
        label=_("Contact details of volunteers are erased after (days)"),
        help_text=_("Counted from the end of each task."),
        min_value=1,
        max_value=365,
    )

    class Meta:
        model = Mission
        fields = (
            "title", "summary", "text", "advice", "asks_text", "asks_picture", "asks_place", "asks_when", "licence", "most_each",
            "keep_days", "ends_at",
        )  # fmt: skip
        widgets = {"text": Textarea(rows=7), "advice": Textarea(rows=3)}
        help_texts = {"text": _("Paragraphs are separated by an empty line. **bold**, - lists, and [links](https://…) work.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.ends_at:
            self.initial["ends_at"] = timezone.localtime(self.instance.ends_at)
        mine = ("asks_text", "asks_picture", "asks_place", "asks_when", "licence", "most_each")
        for name in mine if self.instance.is_for_volunteers else ("keep_days",):
            del self.fields[name]
        self.order_fields([*self.fields])

    def clean(self) -> dict:
        data = super().clean() or {}
        check_described(self)  # type: ignore[arg-type]
        return data

    @property
    def texts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}


class FieldRow(forms.Form):
    """One thing to ask."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**60)
    label = forms.CharField(label=_("What is asked"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=Field.KINDS)
    help = forms.CharField(label=_("How to answer"), max_length=200, required=False)
    options = forms.CharField(
        label=_("The list to choose from"),
        required=False,
        max_length=3000,
        widget=Textarea(rows=3),
        help_text=_("One a line, for “one of a list”."),
    )
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False, help_text=_("For a number: cm, birds…"))
    least = NumberField(label=_("At least"), required=False)
    most = NumberField(label=_("At most"), required=False)
    is_required = forms.BooleanField(label=_("An answer is needed"), required=False)

    def clean(self) -> dict:
        data = super().clean() or {}
        data["options"] = list(
            dict.fromkeys(" ".join(line.split())[:100] for line in (data.get("options") or "").splitlines() if line.strip())
        )
        if data.get("kind") == Field.CHOICE and len(data["options"]) < 2:
            self.add_error("options", ValidationError(gettext("Write at least two choices, one a line."), code="options"))
        least, most = data.get("least"), data.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", ValidationError(gettext("Smaller than the least."), code="range"))
        return data


class BaseFieldSet(forms.BaseFormSet):
    @property
    def wanted(self) -> list[Wanted]:
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data.get("label") and not form.cleaned_data.get("DELETE")]
        return [
            Wanted(
                one["id"], one["label"], one["kind"], one["help"], one["options"] if one["kind"] == Field.CHOICE else [], one["unit"],
                one["least"], one["most"], one["is_required"],
            )
            for one in kept
        ]  # fmt: skip


FieldSet = forms.formset_factory(FieldRow, formset=BaseFieldSet, extra=2, can_delete=True, max_num=20, absolute_max=25, validate_max=True)


def fields_initial(fields: Any) -> list[dict[str, Any]]:
    names = ("label", "kind", "help", "unit", "least", "most", "is_required")
    return [{"id": f.pk, "options": "\n".join(f.options)} | {name: getattr(f, name) for name in names} for f in fields]


class TaskForm(forms.ModelForm):
    starts_at = MomentField(label=pgettext_lazy("missions", "Begins"))
    ends_at = MomentField(label=pgettext_lazy("missions", "Ends"))
    location = LocationField(label=_("Where"), required=False, inside=False)
    capacity = forms.IntegerField(
        label=_("Places, at most"),
        help_text=_("0: as many as come. When it is full, a waiting list opens."),
        min_value=0,
        max_value=100_000,
        initial=0,
    )

    class Meta:
        model = Task
        fields = ("title", "text", "accessibility", "starts_at", "ends_at", "capacity")
        widgets = {"text": Textarea(rows=4)}

    field_order = ["title", "text", "starts_at", "ends_at", "location", "accessibility", "capacity"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        task = self.instance
        if task.pk:
            for name in ("starts_at", "ends_at"):
                self.initial[name] = timezone.localtime(getattr(task, name))
            if task.longitude is not None and task.latitude is not None:
                self.initial["location"] = Location(task.longitude, task.latitude, task.place)

    def clean(self) -> dict:
        data = super().clean() or {}
        begins, ends = data.get("starts_at"), data.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", ValidationError(gettext("It ends before it begins."), code="order"))
        return data

    @property
    def values(self) -> dict[str, Any]:
        here = self.cleaned_data["location"]
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()} | {
            "longitude": here.longitude if here else None,
            "latitude": here.latitude if here else None,
            "place": here.address.replace("\0", "")[:200] if here else "",
        }


class DecisionForm(forms.Form):
    """What becomes of a contribution."""

    state = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[
            (Contribution.ACCEPTED, pgettext_lazy("missions", "Accept it")),
            (Contribution.CHANGE, pgettext_lazy("missions", "Ask for a change")),
            (Contribution.REFUSED, pgettext_lazy("missions", "Refuse it")),
        ],
        widget=RadioCards(
            explain={
                Contribution.ACCEPTED: _("Everybody sees it: gallery, map, open data."),
                Contribution.CHANGE: _("Its author reads what to change, and sends it again."),
                Contribution.REFUSED: _("It is not shown. Its author reads why."),
            }
        ),
    )
    reason = forms.CharField(
        label=_("What the author is told"),
        required=False,
        max_length=500,
        widget=Textarea(rows=3),
        help_text=_("Needed, unless you accept."),
    )

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("state") in (Contribution.CHANGE, Contribution.REFUSED) and not (data.get("reason") or "").strip():
            self.add_error("reason", ValidationError(gettext("Say why: the author is told."), code="reason"))
        return data


class CancelForm(forms.Form):
    why = forms.CharField(label=pgettext_lazy("missions", "Why"), max_length=300, help_text=_("All who registered are told."))


class StoryForm(forms.Form):
    title = forms.CharField(label=_("Title of the story"), max_length=160)

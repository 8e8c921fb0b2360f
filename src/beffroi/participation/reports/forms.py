"""What people fill in: a report, an update, an alert."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.commons.reading.forms import CarefulForm
from beffroi.ground.media import pictures
from beffroi.ground.media.actions import take_image
from beffroi.ground.media.models import Image
from beffroi.ground.places.forms import LocationField
from beffroi.kernel import tokens
from beffroi.participation.reports import shapes
from beffroi.participation.reports.models import Attribute, Category
from beffroi.participation.reports.rules import must_go_on, read_answers
from beffroi.ui.forms import DateTimeInput, Textarea

PHOTOS, PHOTOS_KEPT, MOST = "reports:photos", 7 * 24 * 3600, 3
PREFIX = "q-"


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class PhotosField(forms.FileField):
    """Several pictures at once; cleans to a list of `pictures.Prepared`."""

    widget = PhotosInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,image/avif,image/gif"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        found = [one for one in (data if isinstance(data, (list, tuple)) else [data]) if one]
        if len(found) > MOST:
            raise ValidationError(gettext("%(n)d photos at most.") % {"n": MOST}, code="many")
        return [pictures.prepare(super(PhotosField, self).clean(one)) for one in found]


class PhotosForm(CarefulForm):
    """A text with photos. What was sent once is kept while the form comes back."""

    careful = ("text",)
    text = forms.CharField(label="", required=False)
    photos = PhotosField(label=pgettext_lazy("reports", "Photos"), required=False)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    images: Sequence[Image] = ()

    def take_photos(self, at: datetime, words: str) -> None:
        """Keep the photos, also when the rest is not right yet; before the answer is rendered."""
        ids = tokens.read(PHOTOS, self.data.get("kept", ""), at=at, max_age=PHOTOS_KEPT) or []
        found = list(Image.objects.filter(pk__in=ids)) if isinstance(ids, list) else []
        for upload in self.cleaned_data.get("photos") or []:
            if len(found) < MOST:
                found.append(take_image(upload=upload, alt=words, at=at))
        self.images = found
        if found:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["kept"] = tokens.sign(PHOTOS, [image.pk for image in found], at=at)  # type: ignore[index]


def grouped(rows: Sequence[Category]) -> list[Any]:
    """Categories under their groups, in the order of the team."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append((row.code, row.name))
    alone = groups.pop("", [])
    return [("", _("Choose")), *alone, *groups.items()]


class ReportForm(PhotosForm):
    """Something seen at a place."""

    where = LocationField(label=_("Where is it?"), help_text=_("An address, a street or a place; or use your position."))
    category = forms.ChoiceField(label=_("What is it?"), choices=())
    text = forms.CharField(
        label=_("What do you see?"), required=False, max_length=4000, widget=Textarea(rows=3, keep="report-text"),
        help_text=_("It is public: leave out names and telephone numbers."),
    )  # fmt: skip
    photos = PhotosField(
        label=pgettext_lazy("reports", "Photos"), required=False,
        help_text=_("Three at most. Avoid faces and number plates. The place where a photo was taken is removed from it."),
    )  # fmt: skip
    extent = forms.ChoiceField(label=_("How far does it go?"), choices=shapes.EXTENTS, required=False)
    until = LocationField(label=_("Until where, for a stretch of road"), required=False, help_text=_("The other end."))
    shows_name = forms.BooleanField(label=_("Show my name beside it"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {row.code: row for row in categories}
        self.fields["category"].choices = grouped(categories)  # type: ignore[attr-defined]
        said = self.data.get("category") if self.is_bound else self.initial.get("category")
        self.chosen = self.known.get(str(said or ""))
        self.attributes = list(self.chosen.attributes.all()) if self.chosen else []
        for attribute in self.attributes:
            if attribute.variable:
                self.fields[f"{PREFIX}{attribute.code}"] = field_of(attribute)

    @property
    def questions(self) -> list[Any]:
        """The extra questions of the category, notices among them."""
        return [
            {"notice": attribute.description} if not attribute.variable else {"field": self[f"{PREFIX}{attribute.code}"]}
            for attribute in self.attributes
        ]

    @property
    def stop(self) -> Any:
        """Why one must call instead, if the category or an answer says so."""
        if self.chosen is None:
            return None
        said = {attribute.code: self._given(attribute) for attribute in self.attributes if attribute.variable}
        refusal = must_go_on(self.chosen, said)
        if refusal is None or refusal.code != "stop":
            return None
        phones = [a.stop_phone for a in self.attributes if a.stops and set(self._given(a)) & set(a.stops) and a.stop_phone]
        return {"text": refusal, "phone": (phones or [self.chosen.stop_phone])[0]}

    def _given(self, attribute: Attribute) -> list[str]:
        name = f"{PREFIX}{attribute.code}"
        return list(self.data.getlist(name)) if hasattr(self.data, "getlist") else [self.data.get(name, "")]

    def clean_category(self) -> Category:
        return self.known[self.cleaned_data["category"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        category = data.get("category")
        data["answers"] = {}
        if category is not None:
            said = {attribute.code: self._given(attribute) for attribute in self.attributes if attribute.variable}
            data["answers"], wrong = read_answers(category, said)
            for code, sentence in wrong.items():
                if f"{PREFIX}{code}" not in self.errors:  # one word of it is enough
                    self.add_error(f"{PREFIX}{code}", sentence)
        if data.get("extent") == shapes.ALONG and not data.get("until") and "until" not in self.errors:
            self.add_error("until", gettext("Say where it ends."))
        return data

    def forget_questions(self) -> None:
        """What was not asked yet is not missing."""
        for name in [name for name in self.errors if name.startswith(PREFIX)]:
            del self.errors[name]

    @property
    def geometry(self) -> dict[str, Any] | None:
        here, there = self.cleaned_data["where"], self.cleaned_data.get("until")
        return shapes.shape(self.cleaned_data.get("extent", ""), here, there)


def field_of(attribute: Attribute) -> forms.Field:
    """A form field for an extra question. Values are judged by rules.read_answers, the same as for machines."""
    common: dict[str, Any] = {"label": attribute.description, "help_text": attribute.datatype_description, "required": attribute.required}
    choices = [(str(one["key"]), str(one["name"])) for one in attribute.values]
    if attribute.datatype == Attribute.SINGLE:
        if len(choices) > 6:
            return forms.ChoiceField(choices=[("", _("Choose")), *choices], **common)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    if attribute.datatype == Attribute.MULTI:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if attribute.datatype == Attribute.TEXT:
        return forms.CharField(max_length=1000, widget=Textarea(rows=3), **common)
    if attribute.datatype == Attribute.NUMBER:
        return forms.CharField(max_length=30, widget=forms.TextInput({"inputmode": "decimal"}), **common)
    if attribute.datatype == Attribute.DATETIME:
        return forms.CharField(max_length=40, widget=DateTimeInput, **common)
    return forms.CharField(max_length=250, **common)


class UpdateForm(PhotosForm):
    """News from somebody who sees the place."""

    text = forms.CharField(
        label=_("What is new?"), required=False, max_length=2000, widget=Textarea(rows=3),
        help_text=_("It is public: leave out names and telephone numbers."),
    )  # fmt: skip
    state = forms.ChoiceField(label=_("And now"), required=False, choices=(), widget=forms.RadioSelect)
    shows_name = forms.BooleanField(label=_("Show my name beside it"), required=False)

    field_order = ["state", "text", "photos", "kept", "shows_name"]

    def __init__(self, *args: Any, choices: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = choices  # type: ignore[attr-defined]
        if len(choices) < 2:
            del self.fields["state"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not (data.get("text") or data.get("state") or data.get("photos") or self.data.get("kept")) and not self.errors:
            self.add_error("text", gettext("Write something, or choose a new state."))
        return data


class AlertForm(forms.Form):
    """Hear by mail of what is reported around a place."""

    DISTANCES = [("200", _("200 metres: my street")), ("500", _("500 metres: around the corner")), ("2000", _("2 kilometres: my district"))]

    where = LocationField(label=_("Around which place?"), help_text=_("An address, a street or a place."))
    metres = forms.ChoiceField(label=_("How far?"), choices=DISTANCES, initial="500", widget=forms.RadioSelect)
    categories = forms.MultipleChoiceField(
        label=_("Only these (none: all)"), required=False, choices=(), widget=forms.CheckboxSelectMultiple
    )
    email = forms.EmailField(label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Category.objects.open().filter(is_private=False, stop_text="")
        self.known = {row.code: row for row in rows}
        self.fields["categories"].choices = [(code, row.name) for code, row in self.known.items()]  # type: ignore[attr-defined]

    def clean_categories(self) -> list[Category]:
        return [self.known[code] for code in self.cleaned_data["categories"]]


class QuestionnaireForm(forms.Form):
    """Four weeks later."""

    repaired = forms.ChoiceField(label=_("Is it repaired?"), choices=(), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What do you see now?"), required=False, max_length=2000, widget=Textarea(rows=3),
        help_text=_("If it is not repaired, say why: it goes on the page of the report."),
    )  # fmt: skip
    first_time = forms.ChoiceField(
        label=_("Had you ever reported something to a commune before?"), required=False, choices=(), widget=forms.RadioSelect,
        help_text=_("Only counted, without your name: it tells us whom this page reaches."),
    )  # fmt: skip
    again = forms.BooleanField(label=_("Ask me again in four weeks"), required=False)

    def __init__(self, *args: Any, answers: Sequence[Any], must_explain: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.must_explain = must_explain
        self.fields["repaired"].choices = answers  # type: ignore[attr-defined]
        yes, no = pgettext_lazy("reports questionnaire", "Yes"), pgettext_lazy("reports questionnaire", "No, this was the first time")
        self.fields["first_time"].choices = [("no", yes), ("yes", no)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.must_explain and data.get("repaired") == "no" and not data.get("text"):
            self.add_error("text", gettext("Say what is not right: the report is then open again."))
        return data

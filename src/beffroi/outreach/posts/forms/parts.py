"""The rows of the composer: pictures, other languages, sources, and one form for each network."""

import re
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.types import POST, REPLY, UPDATE, channels
from beffroi.ground.media.models import Image
from beffroi.kernel import tokens
from beffroi.outreach.posts.fitting import EVERY
from beffroi.outreach.posts.models import Variant
from beffroi.outreach.posts.types import FORMS
from beffroi.ui.forms import DateInput, Textarea

LANGUAGES = [
    *(
        ("fr", "Français"),
        ("en", "English"),
        ("es", "Español"),
        ("pt", "Português"),
        ("it", "Italiano"),
        ("de", "Deutsch"),
        ("nl", "Nederlands"),
    ),
    *(
        ("ar", "العربية"),
        ("tr", "Türkçe"),
        ("uk", "Українська"),
        ("ro", "Română"),
        ("oc", "Occitan"),
        ("br", "Brezhoneg"),
        ("eu", "Euskara"),
    ),
    *(("ca", "Català"), ("co", "Corsu"), ("gsw", "Elsässisch")),
]
RATIOS = {"1:1": 1.0, "4:5": 0.8, "16:9": 16 / 9, "1.91:1": 1.91, "9:16": 9 / 16}
CROPS = [
    ("", _("As the network cuts it, around the point to keep")),
    ("1:1", _("Square")),
    ("4:5", _("Upright (4:5)")),
    ("9:16", _("Whole screen of a phone (9:16)")),
    ("16:9", _("Wide (16:9)")),
    ("1.91:1", _("Card (1.91:1)")),
    ("own", _("As I draw it")),
]
MOST_PICTURES = 10
PURPOSE = "posts-picture"


def image_token(image_id: int, at: datetime) -> str:
    """A picture that this composer may show: nobody can put another person's picture in by its number."""
    return tokens.sign(PURPOSE, image_id, at=at)


class PictureForm(forms.Form):
    hide_optional = True
    token = forms.CharField(required=False, widget=forms.HiddenInput)
    upload = forms.FileField(label=_("Picture"), required=False, help_text=_("JPEG, PNG, WebP or HEIC, 20 MB at most."))
    alt = forms.CharField(
        label=_("Description of the picture"),
        required=False,
        max_length=500,
        widget=Textarea(rows=2),
        help_text=_("For those who cannot see it: say what it shows and why it is there."),
    )
    order = forms.IntegerField(label=_("Place in the row"), required=False, min_value=1, max_value=MOST_PICTURES)
    focus_x = forms.IntegerField(label=_("Point to keep, from the left (%)"), required=False, min_value=0, max_value=100, initial=50)
    focus_y = forms.IntegerField(label=_("Point to keep, from the top (%)"), required=False, min_value=0, max_value=100, initial=50)
    until = forms.DateField(
        label=_("May be shown until"),
        required=False,
        widget=DateInput,
        help_text=_("If somebody gave their consent, or the photographer the right, for a time only."),
    )
    remove = forms.BooleanField(label=_("Take this picture out"), required=False)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        self.at = at
        super().__init__(*args, **kwargs)

    @cached_property
    def known(self) -> Image | None:
        """The picture that is here already."""
        token = self["token"].value() or ""
        number = tokens.read(PURPOSE, token, at=self.at, max_age=timedelta(days=30)) if token else None
        return Image.objects.filter(pk=number).first() if number else None

    def has_changed(self) -> bool:
        """A row that only holds its defaults is empty."""
        return bool(self.known) or "upload" in self.changed_data or bool(self["alt"].value())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("remove"):
            return data
        if (self.known or data.get("upload")) and not (data.get("alt") or "").strip():
            self.add_error("alt", _("Describe the picture for those who cannot see it."))
        if not self.known and not data.get("upload") and (data.get("alt") or "").strip():
            self.add_error("upload", _("Choose the picture that you describe."))
        return data

    @property
    def is_kept(self) -> bool:
        return bool(self.known) and not self["remove"].value()

    @property
    def said_alt(self) -> str:
        return " ".join(str(self["alt"].value() or "").split())

    @property
    def shown_until(self) -> date | None:
        """As cleaned; as it was where nothing was checked yet."""
        if self.is_bound:
            return getattr(self, "cleaned_data", {}).get("until")
        return self.initial.get("until")

    @property
    def place(self) -> int:
        value = str(self["order"].value() or "")
        return int(value) if value.isdecimal() else MOST_PICTURES + 1

    @property
    def focus(self) -> tuple[float, float]:
        return _share(self["focus_x"].value()), _share(self["focus_y"].value())


def _share(percent: Any) -> float:
    value = str(percent if percent not in (None, "") else 50)
    return min(100, int(value)) / 100 if value.isdecimal() else 0.5


class WordingForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=[("", "–"), *LANGUAGES], required=False)
    title = forms.CharField(label=_("Title in this language"), max_length=200, required=False)
    text = forms.CharField(label=_("Text in this language"), required=False, widget=Textarea(rows=6))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("text") and not data.get("language"):
            self.add_error("language", _("Say which language this is."))
        return data


class ClaimForm(forms.Form):
    claim = forms.CharField(label=_("What is claimed"), max_length=300, required=False, help_text=_("A figure, a date, a comparison."))
    source = forms.CharField(label=_("Its source"), max_length=300, required=False)
    url = forms.URLField(label=_("Address of the source"), max_length=1000, required=False, assume_scheme="https")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("claim") and not data.get("source"):
            self.add_error("source", _("Say where this comes from."))
        return data


PictureFormSet: Any = forms.formset_factory(PictureForm, extra=1, max_num=MOST_PICTURES, validate_max=True)
WordingFormSet: Any = forms.formset_factory(WordingForm, extra=1, max_num=8, validate_max=True)
ClaimFormSet: Any = forms.formset_factory(ClaimForm, extra=1, max_num=20, validate_max=True)


class VariantForm(forms.Form):
    """What one account says otherwise; everything empty: it says the same."""

    hide_optional = True

    text = forms.CharField(
        label=_("Another text for this network"),
        required=False,
        max_length=70_000,
        help_text=_("Empty: the common text, shortened if needed."),
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As the post")), *LANGUAGES, (EVERY, _("All, one after the other"))]
    )
    has_link = forms.BooleanField(label=_("Add the link"), required=False)
    has_poll = forms.BooleanField(label=_("Add the poll"), required=False)
    has_clip = forms.BooleanField(label=_("Add the video"), required=False)
    form = forms.ChoiceField(label=_("Form"), required=False)
    first_comment = forms.CharField(
        label=_("First comment"), required=False, max_length=1000, help_text=_("Published by the town under its own post.")
    )

    def __init__(self, data: Any, *, prefix: str, account: ChannelAccount, variant: Variant, images: list[Image]) -> None:
        self.account, self.channel = account, channels[account.kind]
        self.limits, self.images = self.channel.limits_for(account), images
        known = ("text", "language", "has_link", "has_poll", "has_clip", "form", "first_comment")
        super().__init__(data, prefix=prefix, initial={name: getattr(variant, name) for name in known} | _places(variant, images))
        most = {"data-counting": self.limits.counting, "data-link-length": self.limits.link_length}
        most |= {"data-most": self.limits.characters} if self.limits.characters else {}
        most |= {"data-most-bytes": self.limits.bytes} if self.limits.bytes else {}
        self.fields["text"].widget = Textarea(most, rows=4)
        self.fields["first_comment"].widget = Textarea(rows=2)
        if len(self.limits.forms) > 1:
            self.fields["form"].choices = [(word, FORMS[word]) for word in self.limits.forms if word in FORMS]  # type: ignore[attr-defined]
        else:
            del self.fields["form"]
        if not self.limits.poll_options:
            del self.fields["has_poll"]
        if not self.limits.clips:
            del self.fields["has_clip"]
        if REPLY not in self.channel.capabilities:
            del self.fields["first_comment"]
        for image in images if self.limits.pictures else []:
            self._add_picture(image)

    @property
    def edits(self) -> bool:
        """A publication there is changed in place."""
        return UPDATE in self.channel.capabilities

    def _add_picture(self, image: Image) -> None:
        places = [("", _("As in the post")), *((str(n), str(n)) for n in range(1, len(self.images) + 1)), ("no", _("Not here"))]
        self.fields[f"place_{image.pk}"] = forms.ChoiceField(label=_("Its place"), required=False, choices=places)
        self.fields[f"crop_{image.pk}"] = forms.ChoiceField(label=_("Cut"), required=False, choices=CROPS)
        self.fields[f"box_{image.pk}"] = forms.CharField(
            label=_("Left, top, right, bottom (%)"),
            required=False,
            max_length=30,
            widget=forms.TextInput(attrs={"placeholder": "0, 0, 100, 100"}),
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Pictures with their fields, for the template."""
        shown = [image for image in self.images if f"place_{image.pk}" in self.fields]
        return [{"image": i, "place": self[f"place_{i.pk}"], "crop": self[f"crop_{i.pk}"], "box": self[f"box_{i.pk}"]} for i in shown]

    @property
    def plain_fields(self) -> list[Any]:
        return [
            self[name] for name in ("text", "form", "language", "has_link", "has_poll", "has_clip", "first_comment") if name in self.fields
        ]

    @property
    def is_open(self) -> bool:
        """Whether its section is unfolded: something differs, or is wrong."""
        return bool(self.errors) if self.is_bound and self.errors else bool(self.overrides())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for image in self.images:
            if data.get(f"crop_{image.pk}") == "own":
                try:
                    box_of(data.get(f"box_{image.pk}", ""))
                except ValueError:
                    self.add_error(f"box_{image.pk}", ValidationError(_("Four numbers from 0 to 100: left, top, right, bottom.")))
        return data

    def overrides(self) -> dict[str, Any]:
        """Only what differs; as typed where nothing was checked yet."""
        blank = Variant()
        said: dict[str, Any] = {}
        for name in ("text", "language", "first_comment", "form", "has_link", "has_poll", "has_clip"):
            if name in self.fields:
                value = self[name].value()
                said[name] = bool(value) if name.startswith("has_") else str(value or "").replace("\r\n", "\n").strip()
        if said.get("form") == POST:
            said["form"] = ""
        said["pictures"], said["crops"] = self._order(), self._crops()
        return {name: value for name, value in said.items() if value != getattr(blank, name)}

    def _order(self) -> list[int] | None:
        places = {image.pk: str(self[f"place_{image.pk}"].value() or "") for image in self.images if f"place_{image.pk}" in self.fields}
        if not any(places.values()):
            return None
        kept = [pk for pk, place in places.items() if place != "no"]
        return sorted(kept, key=lambda pk: (int(places[pk]) if places[pk].isdecimal() else 99, kept.index(pk)))

    def _crops(self) -> dict[str, list[float]]:
        crops = {}
        for image in self.images:
            if f"crop_{image.pk}" not in self.fields:
                continue
            chosen = str(self[f"crop_{image.pk}"].value() or "")
            if chosen in RATIOS:
                crops[str(image.pk)] = cut(image, RATIOS[chosen])
            elif chosen == "own":
                try:
                    crops[str(image.pk)] = box_of(str(self[f"box_{image.pk}"].value() or ""))
                except ValueError:
                    continue
        return crops


def box_of(text: str) -> list[float]:
    """« 0, 10, 100, 90 » in percent as shares; ValueError if that is no rectangle."""
    numbers = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", text)]
    if len(numbers) != 4 or any(number > 100 for number in numbers) or numbers[2] - numbers[0] < 5 or numbers[3] - numbers[1] < 5:
        raise ValueError(text)
    return [round(number / 100, 4) for number in numbers]


def cut(image: Image, ratio: float) -> list[float]:
    """The largest rectangle of this shape around the point to keep."""
    shape = (image.width or 1) / (image.height or 1)
    width, height = (1.0, shape / ratio) if shape < ratio else (ratio / shape, 1.0)
    left = min(max(image.focus_x - width / 2, 0), 1 - width)
    top = min(max(image.focus_y - height / 2, 0), 1 - height)
    return [round(part, 4) for part in (left, top, left + width, top + height)]


def _places(variant: Variant, images: list[Image]) -> dict[str, str]:
    """The fields of pictures, from what is kept."""
    said: dict[str, str] = {}
    for image in images:
        if variant.pictures is not None:
            said[f"place_{image.pk}"] = str(variant.pictures.index(image.pk) + 1) if image.pk in variant.pictures else "no"
        box = (variant.crops or {}).get(str(image.pk))
        if box:
            named = next((name for name, ratio in RATIOS.items() if cut(image, ratio) == box), "own")
            said |= {f"crop_{image.pk}": named, f"box_{image.pk}": ", ".join(f"{part * 100:g}" for part in box)}
    return said

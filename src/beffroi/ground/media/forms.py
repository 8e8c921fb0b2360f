"""Form fields for uploads: the file is read while the form is checked, so that what is wrong is said beside it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media import captions, clips, documents, pictures
from beffroi.ground.media.models import Image


class PictureField(forms.FileField):
    """Cleans to a `pictures.Prepared`, which `take_image(upload=…)` takes."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,image/avif,image/gif"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Picture"))
        kwargs.setdefault("help_text", _("A photo or a drawing, 20 MB at most. The place where it was taken is removed."))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        return pictures.prepare(found) if found and found is not initial else found


class AltField(forms.CharField):
    """The description of a picture."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Description of the picture"))
        kwargs.setdefault("help_text", _("What is to be seen, in a few words, for those who cannot see it."))
        super().__init__(max_length=500, **{"required": False, **kwargs})


class DocumentField(forms.FileField):
    """Cleans to a `documents.Checked`, which `take_document(upload=…)` takes."""

    widget = forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in documents.TYPES)})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Document"))
        kwargs.setdefault("help_text", _("PDF, ODT, DOCX, ODS, XLSX, ODP, PPTX, CSV or TXT, 20 MB at most."))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        return documents.check(found) if found and found is not initial else found


class VideoField(forms.FileField):
    """A short video; its content is proved when it is taken and when the worker reads it."""

    widget = forms.FileInput(attrs={"accept": "video/mp4,video/quicktime,video/webm"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Short video"))
        kwargs.setdefault(
            "help_text",
            lazy(
                lambda: (
                    gettext("MP4, MOV or WebM, %(mb)d MB and %(minutes)d minutes at most. It is prepared in the background.")
                    % {"mb": settings.UPLOAD_BYTES // 1_000_000, "minutes": clips.MOST_SECONDS // 60}
                ),
                str,
            )(),
        )
        super().__init__(**kwargs)


class CaptionsField(forms.CharField):
    """Captions as WebVTT or SRT; cleans to WebVTT."""

    widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "true"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Captions"))
        kwargs.setdefault("help_text", _("WebVTT or SRT, for those who cannot hear: paste the text."))
        super().__init__(**{"required": False, **kwargs})

    def clean(self, value: Any) -> str:
        return captions.read(super().clean(value))


FOCUS = [
    ("0-0", pgettext_lazy("part of a picture", "top left")), ("0.5-0", pgettext_lazy("part of a picture", "top")), ("1-0", pgettext_lazy("part of a picture", "top right")),
    ("0-0.5", pgettext_lazy("part of a picture", "left")), ("0.5-0.5", pgettext_lazy("part of a picture", "centre")), ("1-0.5", pgettext_lazy("part of a picture", "right")),
    ("0-1", pgettext_lazy("part of a picture", "bottom left")), ("0.5-1", pgettext_lazy("part of a picture", "bottom")), ("1-1", pgettext_lazy("part of a picture", "bottom right")),
]  # fmt: skip


class ImageForm(forms.Form):
    """What is said of a picture, and what stays visible of it."""

    alt = AltField(required=True)
    credit = forms.CharField(
        label=_("Credit"), required=False, max_length=200, help_text=_("Who made it, for example: Photo Alice Martin.")
    )
    focus = forms.ChoiceField(
        label=_("What must stay visible"), choices=FOCUS, help_text=_("Where the picture is cropped, this part of it is kept.")
    )

    @classmethod
    def of(cls, image: Image, data: Any = None) -> "ImageForm":
        def third(part: float) -> str:
            return f"{round(part * 2) / 2:g}"

        return cls(data, initial={"alt": image.alt, "credit": image.credit, "focus": f"{third(image.focus_x)}-{third(image.focus_y)}"})

    @property
    def point(self) -> tuple[float, float]:
        right, down = self.cleaned_data["focus"].split("-")
        return float(right), float(down)


def check_described(form: forms.BaseForm, picture: str = "picture", alt: str = "picture_alt") -> None:
    """In a form's clean(): a picture that was chosen must be described."""
    if form.cleaned_data.get(picture) and not (form.cleaned_data.get(alt) or "").strip():
        form.add_error(alt, ValidationError(_("Describe the picture in a few words, for those who cannot see it."), code="alt"))

"""Files that come with a request: documents whose content proves their type, pictures written again without their metadata."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beffroi.ground.media import documents, pictures
from beffroi.outreach.pages.rules import MOST_ATTACHMENTS

PICTURES = ("jpg", "jpeg", "png", "webp", "heic", "avif")


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes
    extension: str
    content_type: str


def check(upload: Any) -> Upload:
    """ValidationError says what is wrong."""
    name = str(upload.name).replace("\\", "/").rpartition("/")[2][:120]
    if name.rpartition(".")[2].lower() in PICTURES:
        ready = pictures.prepare(upload)
        return Upload(f"{name.rpartition('.')[0]}.webp", ready.content, "webp", "image/webp")
    found = documents.check(upload)
    return Upload(name, found.content, found.extension, found.content_type)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """Cleans to a list of `Upload`."""

    widget = FilesInput(attrs={"multiple": True, "accept": ",".join(f".{kind}" for kind in (*documents.TYPES, *PICTURES))})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Files"))
        kwargs.setdefault("help_text", _("Three at most: photos, PDF or office documents, 20 MB each. Only the service reads them."))
        super().__init__(**{"required": False, **kwargs})

    def clean(self, value: Any) -> list[Upload]:
        found = value or []
        if len(found) > MOST_ATTACHMENTS:
            most = MOST_ATTACHMENTS
            raise ValidationError(ngettext("%(n)d file at most.", "%(n)d files at most.", most) % {"n": most}, code="too_many")
        return [check(upload) for upload in found]

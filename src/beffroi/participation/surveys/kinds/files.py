"""A file: checked, kept out of public reach, opened by the team alone."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from beffroi.ground.media import documents, pictures
from beffroi.participation.surveys.kinds.base import Kind, kinds, plain

_CELL = re.compile(r"^(\d+) (.*)$", re.DOTALL)
PICTURES = ("jpg", "jpeg", "png", "webp", "heic", "avif", "gif")


@dataclass(frozen=True)
class Sent:
    """A file as it came, once its content proved its type; an action keeps it and makes the value."""

    name: str
    content: bytes
    extension: str
    content_type: str
    path: str = ""  # once it is in its place


class FileField(forms.FileField):
    """Cleans to a Sent, to the value that was there before, or to None."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        if data in (None, "") and initial:
            return initial
        found = super().clean(data)
        if not found:
            return None
        name = plain(str(found.name))[:200]
        if name.rpartition(".")[2].lower() in PICTURES:
            ready = pictures.prepare(found)
            return Sent(name, ready.content, "webp", "image/webp")
        checked = documents.check(found)
        return Sent(name, checked.content, checked.extension, checked.content_type)


class File(Kind):
    kind, label, is_private = "file", pgettext_lazy("kind of question", "File or photo"), True

    def field(self, question: Any, *, seed: int = 0, needed: bool = True) -> forms.Field:
        kinds_of = ",".join(f".{kind}" for kind in (*PICTURES, *documents.TYPES))
        return FileField(
            required=needed and question.is_required,
            widget=forms.FileInput(attrs={"accept": kinds_of}),
            help_text=gettext_lazy("A photo, a PDF or an office document, 20 MB at most. Only the team opens it."),
        )

    def cell(self, question: Any, value: Any) -> str:
        return f"{value['file']} {value['name']}"

    def parse(self, question: Any, cell: Any) -> dict[str, Any] | None:
        text = str(cell)
        if not text.strip():
            return None
        found = _CELL.match(text)
        if not found:
            raise ValidationError(_("“%(text)s” names no file.") % {"text": text[:40]})
        return {"file": int(found[1]), "name": found[2]}

    def say(self, question: Any, value: Any) -> str:
        return value["name"]

    def meaning(self, question: Any) -> str:
        return _("The number of the file on this site, and its name.")


kinds.register(File())

"""Documents: what a file really is, by its first bytes and its inner structure, never by its name alone."""

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_ENTRIES = 10_000

ODF = "application/vnd.oasis.opendocument."
OOXML = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "odt": ODF + "text",
    "ods": ODF + "spreadsheet",
    "odp": ODF + "presentation",
    "docx": OOXML + "wordprocessingml.document",
    "xlsx": OOXML + "spreadsheetml.sheet",
    "pptx": OOXML + "presentationml.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
}
_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
# What a PDF may do by itself: run a script, start a program, send a form, carry another file.
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|SubmitForm|ImportData|EmbeddedFile|RichMedia|XFA)(?![A-Za-z0-9])")
_MARKUP = re.compile(r"^\s*<(?:!doctype|html|script|svg|\?xml|body|head|iframe)", re.IGNORECASE)


@dataclass(frozen=True)
class Checked:
    """A document whose content is what its name says."""

    content: bytes
    extension: str
    has_active_content: bool

    @property
    def content_type(self) -> str:
        return TYPES[self.extension]


def check(upload: Any) -> Checked:
    """Read an uploaded file; ValidationError with a sentence if it is not allowed or lies about its type."""
    if isinstance(upload, Checked):
        return upload
    name = getattr(upload, "name", "") or _("This file")
    extension = name.rpartition(".")[2].lower()
    if extension not in TYPES:
        raise ValidationError(
            _("%(name)s: this type of file is not accepted. Choose one of: %(types)s.")
            % {"name": name, "types": ", ".join(kind.upper() for kind in TYPES)},
            code="type",
        )
    if not upload.size:
        raise ValidationError(_("%(name)s is empty. Choose another file.") % {"name": name}, code="empty")
    if upload.size > MOST_BYTES:
        raise ValidationError(
            _("%(name)s is too heavy: a document may have at most %(most)d MB.") % {"name": name, "most": MOST_BYTES // 1024**2},
            code="too_heavy",
        )
    upload.seek(0)
    content = upload.read(MOST_BYTES + 1)
    found = _kind(content, name)
    if found == "text" and extension in ("csv", "txt"):
        found = extension
    if found != extension:
        raise ValidationError(
            _("%(name)s is not really a %(type)s file: its content says something else. Save it again as %(type)s, then choose it.")
            % {"name": name, "type": extension.upper()},
            code="lies",
        )
    return Checked(content, extension, extension == "pdf" and is_active(content))


def _kind(content: bytes, name: str) -> str:
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise ValidationError(_("%(name)s is cut short: the end of the PDF is missing. Send it again.") % {"name": name}, code="cut")
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office(content, name)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise ValidationError(
            _("%(name)s is protected by a password or in an old format. Save it without a password as PDF, ODT, DOCX, ODS or XLSX.")
            % {"name": name},
            code="old",
        )
    return "text" if _is_text(content) else ""


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    try:
        text = codecs.decode(content, "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    odd = sum(1 for sign in text[:20_000] if ord(sign) < 32 and sign not in "\t\r\n\f")
    return odd == 0 and not _MARKUP.match(text[:200])


def _office(content: bytes, name: str) -> str:
    broken = ValidationError(_("%(name)s is damaged: it cannot be opened. Send it again.") % {"name": name}, code="broken")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise ValidationError(_("%(name)s unpacks to far too much data. It is refused.") % {"name": name}, code="bomb")
            names = {entry.filename for entry in entries}
            if any(entry.endswith("vbaProject.bin") or entry.startswith(("Basic/", "Scripts/")) for entry in names):
                raise ValidationError(
                    _("%(name)s contains macros (small programs). Save it without macros, then choose it again.") % {"name": name},
                    code="macros",
                )
            if "mimetype" in names:
                inner = _read(archive, "mimetype", 200).decode("ascii", errors="replace").strip()
                return next((kind for kind, content_type in TYPES.items() if content_type == inner), "")
            if "[Content_Types].xml" in names:
                return next((kind for kind, part in _PARTS.items() if part in names), "")
    except ValidationError:
        raise
    except Exception:  # noqa: BLE001 a broken archive may raise anything
        raise broken from None
    return ""


def _read(archive: zipfile.ZipFile, entry: str, most: int) -> bytes:
    with archive.open(entry) as file:
        return file.read(most)


def is_active(content: bytes) -> bool:
    """Whether a PDF holds scripts, launches or attached files, also inside its compressed objects."""
    return any(_ACTIVE.search(_plain_names(part)) for part in (content, *_streams(content)))


def _plain_names(part: bytes) -> bytes:
    """Names may be written with #hex (ISO 32000-1, 7.3.5): /J#61vaScript is /JavaScript."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), part)


def _streams(content: bytes) -> Iterator[bytes]:
    """Unpacked object streams, within a bound on what is unpacked in all."""
    left = 30 * 1024 * 1024
    for found in re.finditer(rb"/ObjStm.{0,400}?stream\r?\n", content, re.DOTALL):
        try:
            part = zlib.decompressobj().decompress(content[found.end() :], max(1, left))
        except zlib.error:
            continue
        left -= len(part)
        yield part
        if left <= 0:
            return

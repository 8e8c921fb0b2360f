"""The archive of a person: everything, as data for machines and as a page to read, with her files."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from beffroi.commons.privacy.types import ExportFile, personal_data
from beffroi.ground.people.models import Account

AT_ONCE = 400  # rows that a page may gather while somebody waits


def gather(account: Account, *, most: int | None = None) -> list[dict[str, Any]] | None:
    """What every domain keeps of the person; None if there is more than `most`, or a file to read."""
    sections, count = [], 0
    for holder in personal_data:
        rows: list[dict[str, Any]] = []
        files: list[ExportFile] = []
        for thing in holder.export(account):
            count += 1
            if most is not None and (count > most or isinstance(thing, ExportFile)):
                return None
            if isinstance(thing, ExportFile):
                files.append(thing)
            else:
                rows.append(thing)
        if rows or files:
            sections.append({"kind": holder.kind, "label": str(holder.label), "purpose": str(holder.purpose), "rows": rows, "files": files})
    return sections


def write(sections: list[dict[str, Any]], *, town: str, at: datetime) -> IO[bytes]:
    """The zip file, on disk if it is big."""
    out = tempfile.SpooledTemporaryFile(max_size=5 * 1024 * 1024)  # noqa: SIM115 - the caller closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        data = {
            "town": town,
            "made_at": at,
            "data": {s["kind"]: [*s["rows"], *({"file": _inside(s, f)} for f in s["files"])] for s in sections},
        }
        archive.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        page = render_to_string("privacy/archive.html", {"sections": [_readable(s) for s in sections], "town": town, "at": at})
        archive.writestr("index.html", page)
        for section in sections:
            for file in section["files"]:
                try:
                    source = default_storage.open(file.path)
                except FileNotFoundError:
                    continue
                with source, archive.open(_inside(section, file), "w") as target:
                    for chunk in source.chunks():
                        target.write(chunk)
    out.seek(0)
    return out


def _inside(section: dict[str, Any], file: ExportFile) -> str:
    return f"files/{section['kind']}/{file.name.replace('/', '-')}"


def _readable(section: dict[str, Any]) -> dict[str, Any]:
    rows = [list(_lines(row)) for row in section["rows"]]
    return {**section, "rows": rows, "files": [{"name": file.name, "path": _inside(section, file)} for file in section["files"]]}


def _lines(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in row.items():
        if isinstance(value, datetime):
            value = value.isoformat(sep=" ", timespec="minutes")
        elif isinstance(value, list | dict):
            value = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
        if value not in (None, ""):
            yield str(key).replace("_", " "), str(value)

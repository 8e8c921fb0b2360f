"""Files, wherever they are kept: in the data folder, or in a bucket (MEDIA_S3). What Django's storage does not say by itself."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from beffroi.kernel.jobs import task


class NotKept(ValidationError):
    """A file could not be kept: a form says so beside it, and where there is none, the page does."""

    def __init__(self) -> None:
        super().__init__(_("The file could not be kept just now; nothing was saved. Try again in a few minutes."), code="not_kept")


class StorageFailed(OSError):
    """The bucket cannot be read or written just now. Its text is one sentence, for whoever operates the town."""


@dataclass(frozen=True)
class Kept:
    """A file that is there, known or not."""

    path: str
    size: int
    modified: datetime


def keep(path: str, content: bytes | File[Any]) -> str:
    """The name under which it is kept. NotKept if the disk is full or the bucket does not answer."""
    try:
        return default_storage.save(path, ContentFile(content) if isinstance(content, bytes) else content)
    except OSError as error:
        raise NotKept from error


def drop(paths: Sequence[str]) -> None:
    """Remove files whose rows are gone; what cannot be removed now is removed later."""
    for path in paths:
        try:
            default_storage.delete(path)
        except OSError:
            drop_later.enqueue(path=path)


@task(retries=16)
def drop_later(path: str) -> None:
    """Remove a file that could not be removed when its row went."""
    default_storage.delete(path)


def walk(folder: str = "") -> Iterator[Kept]:
    """Every file under a folder, or of all."""
    if in_bucket():
        for found in default_storage.walk(folder):  # type: ignore[attr-defined]
            yield Kept(found.key, found.size, found.modified)
        return
    root = Path(settings.MEDIA_ROOT)
    for path in sorted((root / folder).rglob("*")) if (root / folder).is_dir() else []:
        with suppress(FileNotFoundError):  # erased meanwhile
            said = path.lstat()
            if S_ISREG(said.st_mode):
                yield Kept(path.relative_to(root).as_posix(), said.st_size, datetime.fromtimestamp(said.st_mtime, tz=UTC))


def in_bucket() -> bool:
    return hasattr(default_storage, "bucket")


def place() -> str:
    """Where the files are, for whoever operates the town."""
    return str(default_storage) if in_bucket() else str(settings.MEDIA_ROOT)


def is_empty() -> bool:
    if in_bucket():
        return bool(default_storage.bucket.is_empty())  # type: ignore[attr-defined]
    root = Path(settings.MEDIA_ROOT)
    return not root.is_dir() or not any(root.iterdir())


def take_in(folder: Path) -> list[str]:
    """Put all files of a folder where the files are; it was empty before, and is again if that fails. Gives their names."""
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    try:
        if in_bucket():
            for name in names:
                default_storage.put(name, folder / name)  # type: ignore[attr-defined]
        else:
            root = Path(settings.MEDIA_ROOT)
            root.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(root, ignore_errors=True)
            shutil.move(folder, root)
    except BaseException:
        take_out(names)
        raise
    return names


def take_out(names: Sequence[str]) -> None:
    """Remove what `take_in` put there, as far as that goes."""
    with suppress(OSError):
        for name in names:
            default_storage.delete(name)
    if not in_bucket():
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def problem() -> str:
    """Why files can neither be read nor kept; "" if they can. Asked by monitoring: one short attempt."""
    try:
        if in_bucket():
            default_storage.bucket.answers()  # type: ignore[attr-defined]
    except OSError as error:
        return str(error)
    return ""


def try_out() -> str:
    """As `problem`, with a file that is written, read and removed."""
    if why := problem():
        return why
    path = f"check/{secrets.token_hex(16)}"
    try:
        name = default_storage.save(path, ContentFile(b"Beffroi"))
        try:
            with default_storage.open(name) as file:
                same = file.read() == b"Beffroi"
        finally:
            default_storage.delete(name)
    except OSError as error:
        return str(error)
    return "" if same else _("What was written is not what is read.")

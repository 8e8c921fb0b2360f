"""Files in a bucket, as Django's storage: streamed both ways, nothing whole in memory. Only loaded where MEDIA_S3 is set."""

import io
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils.encoding import filepath_to_uri

from beffroi.kernel.http_s3 import CHUNK, Bucket, Key
from beffroi.kernel.http_s3_said import Found

LONGEST_KEY = 900  # S3 takes 1,024 bytes, the folder of the settings included


class Reading(io.RawIOBase):
    """A file of the bucket: asked for when it is first read, from where it is read."""

    def __init__(self, bucket: Bucket, found: Found) -> None:
        super().__init__()
        self._bucket, self.found, self._place = bucket, found, 0
        self._chunks: Iterator[bytes] | None = None
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        place = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.found.size}[whence])
        if place != self._place:
            self._stop()
            self._place = place
        return place

    def readinto(self, buffer: Any) -> int:
        if self._chunks is None:
            self._chunks = self._bucket.read(self.found, self._place)
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        length = min(len(buffer), len(self._rest))
        buffer[:length], self._rest = self._rest[:length], self._rest[length:]
        self._place += length
        return length

    def _stop(self) -> None:
        if self._chunks is not None:
            self._chunks.close()  # type: ignore[attr-defined]
        self._chunks, self._rest = None, memoryview(b"")

    def close(self) -> None:
        self._stop()
        super().close()


class BucketFile(File):
    """What `default_storage.open` gives."""

    def __init__(self, bucket: Bucket, name: str) -> None:
        self._bucket, self._found = bucket, bucket.look(name)
        super().__init__(self._stream(), name)
        self.size = self._found.size

    def _stream(self) -> IO[bytes]:
        return io.BufferedReader(Reading(self._bucket, self._found), CHUNK)

    def open(self, mode: str | None = None, *_more: Any, **_named: Any) -> "BucketFile":
        if self.closed:
            self.file = self._stream()
        else:
            self.seek(0)
        return self


class BucketStorage(Storage):
    """Keys are the names that the file system would have; whatever climbs out of the folder is refused."""

    def __init__(self, address: str, key: str, secret: str, region: str) -> None:
        self.bucket = Bucket(address, Key(key, secret, region))

    def __str__(self) -> str:
        return f"{self.bucket.host}/{self.bucket.name}/{self.bucket.folder}"

    def _open(self, name: str, mode: str = "rb") -> BucketFile:
        if mode not in ("r", "rb"):
            raise ValueError("files of a bucket are written whole, by save()")
        return BucketFile(self.bucket, key_of(name))

    def _save(self, name: str, content: Any) -> str:
        key = key_of(name)
        if content.seekable():
            self.bucket.put(key, content)
            return key
        with tempfile.SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE) as copy:
            for chunk in content.chunks(CHUNK):
                copy.write(chunk)
            self.bucket.put(key, copy)
        return key

    def delete(self, name: str) -> None:
        self.bucket.delete(key_of(name))

    def exists(self, name: str) -> bool:
        try:
            self.bucket.look(key_of(name))
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        return self.bucket.look(key_of(name)).size

    def get_modified_time(self, name: str) -> datetime:
        return self.bucket.look(key_of(name)).modified

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        return self.bucket.under(f"{key_of(path)}/" if path.strip("/") else "")

    def url(self, name: str | None) -> str:
        """Files are served by our own pages, which know who may see them."""
        return urljoin(settings.MEDIA_URL, (filepath_to_uri(name) or "").lstrip("/"))

    def walk(self, folder: str = "") -> Iterator[Found]:
        """Every file; the empty "folders" that some consoles make are none, nor is what no name of ours can be."""
        return (found for found in self.bucket.walk(f"{key_of(folder)}/" if folder else "") if is_name(found.key))

    def put(self, name: str, path: Path) -> None:
        """A file of this disk under exactly this name."""
        key = key_of(name)
        with path.open("rb") as file:
            self.bucket.put(key, file)


def key_of(name: str) -> str:
    """A name as a key. SuspiciousFileOperation for one that climbs, or that no file of ours has."""
    key = str(name).replace("\\", "/")
    if not is_name(key):
        raise SuspiciousFileOperation(f"no name of a file: {key[:100]!r}")
    return key


def is_name(key: str) -> bool:
    return key.isprintable() and len(key.encode()) <= LONGEST_KEY and not any(part in ("", ".", "..") for part in key.split("/"))

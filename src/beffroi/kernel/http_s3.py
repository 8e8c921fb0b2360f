"""A bucket of an S3-compatible server (Garage, MinIO, Ceph, OVHcloud, Scaleway…): put, get, list, delete.

The address comes from the settings alone, so it may be private, and no redirect is followed. Requests are signed by AWS
Signature Version 4. What fails for a moment is tried again; what fails for good says why in one sentence.
"""

import hashlib
import hmac
import os
import random
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import IO, Any
from urllib.parse import quote, urlsplit
from xml.parsers import expat

import httpx
from django.utils.translation import gettext as _

from beffroi import __version__
from beffroi.kernel.http_s3_said import Found, Page, read
from beffroi.kernel.http_transport import _tls
from beffroi.kernel.stored import StorageFailed

EMPTY = hashlib.sha256(b"").hexdigest()
TIMEOUT = httpx.Timeout(10.0, connect=5.0)
TRIES, LONGEST = 4, 8.0  # no new attempt once so many seconds have gone
AGAIN = {408, 429, 500, 502, 503, 504}
MOST_SAID = 8 * 1024 * 1024  # of an answer that is no file: a page of a list has at most a thousand names
CHUNK = 64 * 1024
PAGE = 1000


class _Cut(Exception):
    """The connection ended before the answer did."""


@dataclass(frozen=True)
class Key:
    """What signs: never shown, never logged."""

    name: str
    secret: str
    region: str

    def __repr__(self) -> str:
        return f"Key({self.name!r})"


def signed(method: str, url: str, headers: Mapping[str, str], *, body: str, at: str, key: Key) -> dict[str, str]:
    """The headers with their signature. `body`: SHA-256 of what is sent; `at`: 20130524T000000Z."""
    parts = urlsplit(url)
    said = {name.lower(): " ".join(value.split()) for name, value in headers.items()}
    said |= {"host": parts.netloc, "x-amz-date": at, "x-amz-content-sha256": body}
    names = ";".join(sorted(said))
    lines = "".join(f"{name}:{said[name]}\n" for name in sorted(said))
    asked = "\n".join([method, parts.path or "/", "&".join(sorted(parts.query.split("&"))), lines, names, body])
    scope = f"{at[:8]}/{key.region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", at, scope, hashlib.sha256(asked.encode()).hexdigest()])
    mac = f"AWS4{key.secret}".encode()
    for part in (*scope.split("/"), text):
        mac = hmac.digest(mac, part.encode(), "sha256")
    said["authorization"] = f"AWS4-HMAC-SHA256 Credential={key.name}/{scope},SignedHeaders={names},Signature={mac.hex()}"
    return said


class Bucket:
    """`address`: https://host[:port]/bucket[/folder]; every key lies under that folder."""

    def __init__(self, address: str, key: Key) -> None:
        parts = urlsplit(address)
        self.host = parts.netloc
        name, _slash, folder = parts.path.strip("/").partition("/")
        self.name, self.folder = name, f"{folder}/" if folder else ""
        self._root, self._key = f"{parts.scheme}://{parts.netloc}/{name}", key
        self._clients: dict[int, httpx.Client] = {}
        self._lock = threading.Lock()

    def put(self, key: str, file: IO[bytes]) -> None:
        """Keep a file that can be wound back: it is read twice, once for its hash, and once more for each attempt."""
        size, digest = 0, hashlib.sha256()
        file.seek(0)
        while chunk := file.read(CHUNK):
            size += len(chunk)
            digest.update(chunk)
        headers = {"content-length": str(size), "content-type": "application/octet-stream"}
        _finish(self._ask("PUT", key, headers=headers, file=file, body=digest.hexdigest()))

    def look(self, key: str) -> Found:
        """FileNotFoundError if there is none."""
        response = self._ask("HEAD", key)
        _finish(response)
        try:
            modified = parsedate_to_datetime(response.headers["last-modified"])
            size = int(response.headers["content-length"])
        except (KeyError, ValueError):
            raise self._failed(_("it does not say how large a file is")) from None
        return Found(key, size, modified, response.headers.get("etag", ""))

    def read(self, found: Found, first: int = 0) -> Iterator[bytes]:
        """The bytes from `first` on. A connection that is cut is taken up where it ended."""
        tries = 0
        while first < found.size:
            try:
                for chunk in self._read_once(found, first):
                    first, tries = first + len(chunk), 0
                    yield chunk
                if first < found.size:
                    raise _Cut
            except _Cut:
                tries += 1
                if tries >= TRIES:
                    raise self._failed(_("it cut the file again and again")) from None
                _wait(tries)

    def _read_once(self, found: Found, first: int) -> Iterator[bytes]:
        headers = {"range": f"bytes={first}-"} if first else {}
        if found.tag.startswith('"'):
            headers["if-match"] = found.tag  # never two halves of two files
        response = self._ask("GET", found.key, headers=headers)
        try:
            if first and response.status_code != 206:
                raise self._failed(_("it does not give parts of files"))
            yield from response.iter_raw(CHUNK)
        except httpx.TransportError:
            raise _Cut from None
        finally:
            response.close()

    def delete(self, key: str) -> None:
        """Gone, or not there before."""
        try:
            _finish(self._ask("DELETE", key))
        except FileNotFoundError:
            return

    def walk(self, prefix: str = "") -> Iterator[Found]:
        """Every file whose key begins so, in the order of keys."""
        for files, _folders in self._pages(prefix, ""):
            yield from files

    def under(self, prefix: str) -> tuple[list[str], list[str]]:
        """Names of folders and of files directly under a folder."""
        folders, files = [], []
        for found, deeper in self._pages(prefix, "/"):
            files += [one.key[len(prefix) :] for one in found if one.key != prefix]
            folders += [one[len(prefix) :].rstrip("/") for one in deeper]
        return folders, files

    def is_empty(self) -> bool:
        return next(self.walk(), None) is None

    def answers(self) -> None:
        """StorageFailed unless the bucket is there and the key may list it. One short attempt."""
        self._page([("max-keys", "1")], tries=1)

    def _pages(self, prefix: str, delimiter: str) -> Iterator[tuple[list[Found], list[str]]]:
        following = ""
        while True:
            asked = [("prefix", self.folder + prefix), ("max-keys", str(PAGE)), ("encoding-type", "url")]
            asked += [("delimiter", delimiter)] if delimiter else []
            page = self._page([*asked, ("continuation-token", following)] if following else asked)
            files, folders = page.files, page.folders
            yield [Found(self._ours(one.key), one.size, one.modified, one.tag) for one in files], [self._ours(one) for one in folders]
            if not page.is_cut:
                return
            if page.following in ("", following):
                raise self._failed(_("its list of files never ends"))
            following = page.following

    def _ours(self, key: str) -> str:
        if not key.startswith(self.folder):
            raise self._failed(_("it lists files of another folder"))
        return key[len(self.folder) :]

    def _page(self, asked: list[tuple[str, str]], tries: int = TRIES) -> Page:
        response = self._ask("GET", "", query=[("list-type", "2"), *asked], tries=tries)
        try:
            return Page(_said(response))
        except (_Cut, expat.ExpatError, ValueError, KeyError):
            raise self._failed(_("its list of files cannot be read")) from None

    def _ask(
        self,
        method: str,
        key: str,
        *,
        query: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        file: IO[bytes] | None = None,
        body: str = EMPTY,
        tries: int = TRIES,
    ) -> httpx.Response:
        """An answer whose body is still to be read; the caller closes it."""
        path = "/" + quote(self.folder + key, safe="/-_.~") if key else ""
        url = (
            self._root
            + path
            + ("?" + "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(query)) if query else "")
        )
        started, why = time.monotonic(), ""
        for number in range(1, tries + 1):
            try:
                response = self._send(method, url, headers or {}, file, body)
            except (httpx.TransportError, httpx.InvalidURL) as error:
                why = _("it does not answer (%(why)s)") % {"why": type(error).__name__}
            else:
                if response.is_success:
                    return response
                code = _code(response)
                if response.status_code == 404 and key and method != "PUT" and code != "NoSuchBucket":
                    raise FileNotFoundError(key)
                why = _why(response.status_code, code, self.name)
                if response.status_code not in AGAIN:
                    break
            if number < tries and time.monotonic() - started < LONGEST:
                _wait(number)
            else:
                break
        raise self._failed(why)

    def _send(self, method: str, url: str, headers: Mapping[str, str], file: IO[bytes] | None, body: str) -> httpx.Response:
        at = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        all_headers = signed(method, url, headers, body=body, at=at, key=self._key)
        content: Any = None
        timeout = TIMEOUT
        if file is not None:
            timeout = httpx.Timeout(60.0, connect=5.0)  # what was sent has still to be written
            file.seek(0)
            content = iter(lambda: file.read(CHUNK), b"")
        client = self._client()
        return client.send(client.build_request(method, url, headers=all_headers, content=content, timeout=timeout), stream=True)

    def _client(self) -> httpx.Client:
        """One for each process: connections must not be shared over a fork."""
        with self._lock:
            pid = os.getpid()
            if pid not in self._clients:
                self._clients = {
                    pid: httpx.Client(
                        verify=_tls(),
                        timeout=TIMEOUT,
                        trust_env=False,
                        follow_redirects=False,
                        headers={"user-agent": f"Beffroi/{__version__}", "accept-encoding": "identity"},
                        limits=httpx.Limits(max_connections=40, max_keepalive_connections=8, keepalive_expiry=20),
                    )
                }
            return self._clients[pid]

    def _failed(self, why: str) -> StorageFailed:
        return StorageFailed(_("The storage of files at %(host)s fails: %(why)s.") % {"host": self.host, "why": why})


def _wait(number: int) -> None:
    time.sleep(0.1 * 3**number * random.uniform(0.5, 1))  # noqa: S311


def _finish(response: httpx.Response) -> None:
    """Nothing of it is wanted any more; read to its end, its connection serves the next request."""
    with suppress(_Cut, ValueError):
        _said(response)


def _said(response: httpx.Response) -> bytes:
    said = b""
    try:
        for chunk in response.iter_raw(CHUNK):
            said += chunk
            if len(said) > MOST_SAID:
                raise ValueError("too long")
    except httpx.TransportError:
        raise _Cut from None
    finally:
        response.close()
    return said


def _code(response: httpx.Response) -> str:
    """The name of the error, such as SlowDown; "" where none is said."""
    try:
        return read(_said(response)).get("Code", [""])[0][:60]
    except (_Cut, expat.ExpatError, ValueError):
        return ""


def _why(status: int, code: str, bucket: str) -> str:
    if code == "RequestTimeTooSkewed":
        return _("its clock and that of this machine differ too much")
    if code == "NoSuchBucket":
        return _("it has no bucket called %(name)s") % {"name": bucket}
    if status in (401, 403):
        return _("it refuses the key (%(code)s); see MEDIA_S3_KEY, MEDIA_S3_SECRET and MEDIA_S3_REGION") % {"code": code or status}
    return _("it answers %(status)d %(code)s") % {"status": status, "code": code or "–"}

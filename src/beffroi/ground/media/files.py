"""A stored file as an answer: its true type, part of it if asked, and no power over the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
# A sandbox would keep Chromium's own PDF reader from starting; a PDF with scripts is sent as a download.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
POLICY = "default-src 'none'; sandbox"
BLOCK = 64 * 1024


def answer(request: HttpRequest, path: str, *, content_type: str, name: str = "", inline: bool = True) -> HttpResponseBase:
    """The file, or the part of it that was asked for (RFC 9110, 14.2: one range). 404 if there is none."""
    try:
        file = default_storage.open(path, "rb")
    except FileNotFoundError:
        raise Http404 from None
    size = file.size
    etag = f'"{path.rpartition("/")[2]}-{size}"'
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        part = _range(request.headers.get("Range", ""), size) if request.headers.get("If-Range", etag) == etag else None
        if part == (0, -1):
            response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        elif part:
            first, last = part
            response = StreamingHttpResponse(_blocks(file, first, last - first + 1), status=206)
            response["Content-Range"] = f"bytes {first}-{last}/{size}"
            response["Content-Length"] = str(last - first + 1)
        else:
            response = FileResponse(file)
            response["Content-Length"] = str(size)
    if not response.streaming:
        file.close()
    response["Content-Type"] = content_type
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-site"
    response["Content-Security-Policy"] = PDF_POLICY if content_type == "application/pdf" and inline else POLICY
    if name or not inline:
        response["Content-Disposition"] = content_disposition_header(not inline, name or path.rpartition("/")[2]) or "inline"
    return response


def _range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte; None for the whole file; (0, -1) if it cannot be satisfied."""
    found = _RANGE.fullmatch(header.strip())
    if not found or not any(found.groups()):
        return None
    if not found[1]:
        length = min(int(found[2]), size)
        return (size - length, size - 1) if length else (0, -1)
    first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
    return (first, last) if first <= last else (0, -1)


def _blocks(file: File[Any], first: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while length > 0 and (block := file.read(min(BLOCK, length))):
            length -= len(block)
            yield block

"""A bucket on this machine, for tests: strict about signatures, and it misbehaves when told to.

Written from Amazon's description of the API. It checks the signature by itself, from the bytes on the wire.
"""

import hashlib
import hmac
import re
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote
from xml.sax.saxutils import escape

BUCKET, KEY, SECRET, REGION = "town", "GK0123456789", "s3cret/with+signs", "garage"
WRITTEN = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{8})/(?P<region>[^/]+)/s3/aws4_request, ?SignedHeaders=(?P<names>[^,]+), ?Signature=(?P<mac>[0-9a-f]{64})"
)


@dataclass
class Fake:
    objects: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)  # "GET town/images/…", in order
    wrong: list[str] = field(default_factory=list)  # what the next requests meet: 503, 403, skew, silent, cut, garbage
    always: str = ""
    page: int = 1000
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/{BUCKET}"

    @property
    def environment(self) -> dict[str, str]:
        return {"MEDIA_S3": f"{self.address}/valbourg", "MEDIA_S3_KEY": KEY, "MEDIA_S3_SECRET": SECRET, "MEDIA_S3_REGION": REGION}

    @property
    def storage(self) -> dict[str, object]:
        """For settings.STORAGES["default"]."""
        options = {"address": f"{self.address}/valbourg", "key": KEY, "secret": SECRET, "region": REGION}
        return {"BACKEND": "beffroi.kernel.s3.BucketStorage", "OPTIONS": options}


@contextmanager
def bucket():
    fake = Fake()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"fake": fake}))
    server.daemon_threads = True
    fake.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()


class Handler(BaseHTTPRequestHandler):
    fake: Fake
    protocol_version = "HTTP/1.1"

    def log_message(self, *said: object) -> None:
        pass

    def do_PUT(self) -> None:
        self.serve()

    do_GET = do_HEAD = do_DELETE = do_PUT

    def serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _mark, query = self.path.partition("?")
        bucket, _slash, key = unquote(path).lstrip("/").partition("/")
        self.fake.asked.append(f"{self.command} {bucket}/{key}")
        wrong = self.fake.always or (self.fake.wrong.pop(0) if self.fake.wrong else "")
        if wrong == "503":
            return self.refuse(503, "SlowDown")
        if wrong == "skew":
            return self.refuse(403, "RequestTimeTooSkewed")
        if wrong == "silent":
            return self.hang_up()
        if wrong == "garbage":
            return self.say(200, b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")
        if wrong == "403" or not self.is_signed(path, query, body):
            return self.refuse(403, "SignatureDoesNotMatch")
        if bucket != BUCKET:
            return self.refuse(404, "NoSuchBucket")
        if self.command == "PUT":
            self.fake.objects[key] = (body, datetime.now(UTC))
            return self.say(200)
        if self.command == "DELETE":
            self.fake.objects.pop(key, None)
            return self.say(204)
        if not key:
            return self.list(dict(parse_qsl(query)))
        if key not in self.fake.objects:
            return self.refuse(404, "NoSuchKey")
        return self.give(*self.fake.objects[key], cut=wrong == "cut")

    def give(self, content: bytes, modified: datetime, *, cut: bool) -> None:
        tag = f'"{hashlib.md5(content).hexdigest()}"'
        if self.headers.get("If-Match", tag) != tag:
            return self.refuse(412, "PreconditionFailed")
        said = {"ETag": tag, "Last-Modified": format_datetime(modified, usegmt=True), "Content-Type": "application/octet-stream"}
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        status = 206 if found else 200
        if found:
            first, last = int(found[1]), int(found[2] or len(content) - 1)
            said["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
            content = content[first : last + 1]
        if cut and self.command == "GET":
            self.say(status, content[: len(content) // 2], said, length=len(content))
            self.wfile.flush()
            return self.hang_up()
        return self.say(status, content, said)

    def list(self, asked: dict[str, str]) -> None:
        prefix, delimiter, after = asked.get("prefix", ""), asked.get("delimiter", ""), asked.get("continuation-token", "")
        most = min(self.fake.page, int(asked.get("max-keys", 1000)))
        keys = [key for key in sorted(self.fake.objects) if key.startswith(prefix) and key > after]
        folders = sorted(
            {prefix + key[len(prefix) :].split(delimiter)[0] + delimiter for key in keys if delimiter and delimiter in key[len(prefix) :]}
        )
        keys = [key for key in keys if not delimiter or delimiter not in key[len(prefix) :]]
        more, keys = len(keys) > most, keys[:most]
        rows = "".join(
            f"<Contents><Key>{quote(key)}</Key><LastModified>{at.strftime('%Y-%m-%dT%H:%M:%S.000Z')}</LastModified>"
            f"<ETag>&quot;{hashlib.md5(content).hexdigest()}&quot;</ETag><Size>{len(content)}</Size></Contents>"
            for key in keys
            for content, at in [self.fake.objects[key]]
        )
        rows += "".join(f"<CommonPrefixes><Prefix>{quote(one)}</Prefix></CommonPrefixes>" for one in folders)
        token = f"<NextContinuationToken>{escape(keys[-1])}</NextContinuationToken>" if more else ""
        text = f"<Name>{BUCKET}</Name><Prefix>{quote(prefix)}</Prefix><IsTruncated>{str(more).lower()}</IsTruncated><EncodingType>url</EncodingType>{token}{rows}"
        self.say(
            200,
            f'<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{text}</ListBucketResult>'.encode(),
        )

    def is_signed(self, path: str, query: str, body: bytes) -> bool:
        said = WRITTEN.fullmatch(self.headers.get("Authorization", ""))
        sent = self.headers.get("x-amz-content-sha256", "")
        if not said or said["key"] != KEY or said["region"] != REGION or sent not in (hashlib.sha256(body).hexdigest(), "UNSIGNED-PAYLOAD"):
            return False
        names = said["names"].split(";")
        if not {"host", "x-amz-date", "x-amz-content-sha256"} <= set(names):
            return False
        at = self.headers["x-amz-date"]
        pairs = sorted(
            (quote(unquote(n), safe="-_.~"), quote(unquote(v), safe="-_.~"))
            for n, _e, v in (p.partition("=") for p in query.split("&"))
            if n
        )
        lines = [self.command, quote(unquote(path), safe="/-_.~"), "&".join(f"{n}={v}" for n, v in pairs)]
        lines += [f"{name}:{' '.join(self.headers[name].split())}" for name in names] + ["", ";".join(names), sent]
        scope = f"{said['day']}/{REGION}/s3/aws4_request"
        text = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()}"
        mac = b"AWS4" + SECRET.encode()
        for part in (said["day"], REGION, "s3", "aws4_request", text):
            mac = hmac.new(mac, part.encode(), hashlib.sha256).digest()
        return hmac.compare_digest(mac.hex(), said["mac"])

    def hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def refuse(self, status: int, code: str) -> None:
        self.say(status, f"<Error><Code>{code}</Code><Message>No.</Message></Error>".encode())

    def say(self, status: int, body: bytes = b"", said: dict[str, str] | None = None, length: int | None = None) -> None:
        self.send_response(status)
        for name, value in (said or {}).items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

"""A provider of one's own, with OVHcloud's documented door and a plain one, that also misbehaves."""

import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Platform:
    SECRET, CONSUMER, KEY = "as", "ck", "ak"

    def __init__(self):
        self.jobs, self.plain, self.next, self.blacklist, self.invalid = [], [], [], [], set()
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                parts = urlsplit(self.path)
                if parts.path == "/1.0/auth/time":
                    return self.answer(200, int(time.time()))
                if not self.is_signed(b""):
                    return self.answer(403, {"message": "Invalid signature"})
                if parts.path.endswith("/outgoing"):
                    tag = parse_qs(parts.query)["tag"][0]
                    found = [n for n, (_number, job) in enumerate(platform.outgoing()) if job["tag"] == tag]
                    return self.answer(200, found)
                if "/outgoing/" in parts.path:
                    number, _job = platform.outgoing()[int(parts.path.rsplit("/")[-1])]
                    return self.answer(200, {"receiver": number})
                if parts.path.endswith("/blacklists"):
                    return self.answer(200, platform.blacklist)
                return self.answer(200, {"creditsLeft": 120.5})

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                fault = platform.next.pop(0) if platform.next else ""
                if self.path.startswith("/plain"):
                    return self.plain(body, fault)
                if not self.is_signed(body):
                    return self.answer(403, {"message": "Invalid signature"})
                if fault in (429, 500, 401):
                    return self.answer(fault, {"message": "no"}, {"Retry-After": "90"} if fault == 429 else {})
                job = json.loads(body)
                platform.jobs.append(job)
                if fault == "drop":  # done, and nobody is told
                    self.close_connection = True
                    return None
                if fault == "cut":
                    return self.answer(200, b'{"ids": [1')
                good = [number for number in job["receivers"] if number not in platform.invalid]
                return self.answer(
                    200, {"validReceivers": good, "invalidReceivers": list(platform.invalid & set(job["receivers"])), "ids": [1]}
                )

            def plain(self, body, fault):
                if fault == 429:
                    return self.answer(429, {}, {"Retry-After": "30"})
                platform.plain.append((self.headers["Authorization"], body.decode()))
                if fault == "drop":
                    self.close_connection = True
                    return None
                return self.answer(fault or 200, {"status": "refused" if fault == 200 else "queued"})

            def is_signed(self, body):
                url = f"http://{self.headers['Host']}{self.path}"
                said = "+".join([Platform.SECRET, Platform.CONSUMER, self.command, url, body.decode(), self.headers["X-Ovh-Timestamp"]])
                fresh = abs(int(self.headers["X-Ovh-Timestamp"]) - time.time()) < 60
                return fresh and self.headers["X-Ovh-Signature"] == "$1$" + hashlib.sha1(said.encode()).hexdigest()

            def answer(self, status, data, headers=None):
                raw = data if isinstance(data, bytes) else json.dumps(data).encode()
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *said):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.here = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def outgoing(self):
        return [(number, job) for job in self.jobs for number in job["receivers"] if number not in self.invalid]

    def numbers(self):
        return [number for number, _job in self.outgoing()]

    def close(self):
        self.server.shutdown()
        self.server.server_close()

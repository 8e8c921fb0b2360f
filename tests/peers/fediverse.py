"""A peer of the fediverse on this machine, with signatures written apart from ours: it follows, speaks, and remembers what it got."""

import base64
import hashlib
import json
import re
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
KEYS = {name: rsa.generate_private_key(public_exponent=65537, key_size=2048) for name in ("lea", "noor")}


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


class Peer:
    """A server with people (lea, noor). `takes` says which signatures it accepts; `answers` misbehaves by path."""

    def __init__(self) -> None:
        self.inbox: list[dict] = []
        self.got: list[tuple[str, dict]] = []
        self.documents: dict[str, dict] = {}
        self.answers: dict[str, int] = {}
        self.takes = {"cavage", "9421"}
        self.our_keys: dict[str, str] = {}
        self.gets: list[str] = []
        self.redirects: dict[str, str] = {}

    def start(self) -> "Peer":
        peer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments: object) -> None: ...

            def do_GET(self) -> None:
                peer.gets.append(self.path)
                if target := peer.redirects.get(self.path):
                    self.send_response(302)
                    self.send_header("Location", target)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                found = peer.documents.get(self.path) or peer.actor(self.path)
                self.say(peer.answers.get(self.path, 200 if found else 404), found or {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = peer.answers.get(self.path, 202)
                way = peer.verify("POST", self.path, self.headers, body)
                if way not in peer.takes:
                    status = 401
                if status == 202:
                    peer.inbox.append(json.loads(body))
                    peer.got.append((way, dict(self.headers)))
                self.say(status, {})

            def say(self, status: int, found: dict) -> None:
                body = json.dumps(found).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/activity+json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.place = f"127.0.0.1:{self.server.server_port}"
        self.base = f"http://{self.place}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def reset(self) -> None:
        self.__init__()

    def actor(self, path: str) -> dict | None:
        name = path.removeprefix("/users/")
        return self.describe(name) if name in KEYS else None

    def describe(self, name: str) -> dict:
        uri = self.uri(name)
        pem = KEYS[name].public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
        return {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": uri,
            "type": "Person",
            "preferredUsername": name,
            "name": name.title(),
            "inbox": f"{uri}/inbox",
            "followers": f"{uri}/followers",
            "endpoints": {"sharedInbox": f"{self.base}/inbox"},
            "publicKey": {"id": f"{uri}#main-key", "owner": uri, "publicKeyPem": pem},
        }

    def uri(self, name: str) -> str:
        return f"{self.base}/users/{name}"

    def note(self, name: str, number: int, content: str, **more: object) -> dict:
        found = {
            "id": f"{self.base}/notes/{number}",
            "type": "Note",
            "attributedTo": self.uri(name),
            "to": [PUBLIC],
            "content": content,
            "published": "2026-03-12T10:00:00Z",
            **more,
        }
        self.documents[f"/notes/{number}"] = found
        return found

    def says(self, name: str, type: str, object: object, number: object = 1, **more: object) -> dict:
        return {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{self.uri(name)}#{type.lower()}/{number}",
            "type": type,
            "actor": self.uri(name),
            "object": object,
            **more,
        }

    # Signatures, written from the drafts and not from our code.

    def sign(self, way: str, name: str, url: str, body: bytes, at: datetime, **wrong: str) -> dict[str, str]:
        key, key_id = KEYS[wrong.get("key", name)], f"{self.uri(name)}#main-key"
        digest = b64(hashlib.sha256(wrong.get("digested", "").encode() or body).digest())
        parts = urlsplit(url)
        if way == "cavage":
            lines = {
                "(request-target)": f"post {parts.path}",
                "host": parts.netloc,
                "date": format_datetime(at.astimezone(UTC), usegmt=True),
                "digest": f"SHA-256={digest}",
            }
            names = wrong.get("names", " ".join(lines)).split()
            signature = self._signed(key, "\n".join(f"{one}: {lines[one]}" for one in names))
            said = f'keyId="{key_id}",algorithm="{wrong.get("algorithm", "hs2019")}",headers="{" ".join(names)}",signature="{signature}"'
            return {"Date": lines["date"], "Digest": lines["digest"], "Signature": said}
        digest = f"sha-256=:{digest}:"
        covered = wrong.get("names", '"@method" "@target-uri" "content-digest"')
        values = {'"@method"': "POST", '"@target-uri"': url, '"content-digest"': digest}
        parameters = f'({covered});created={int(at.timestamp())};keyid="{key_id}"'
        base = "\n".join([*(f"{one}: {values[one]}" for one in covered.split()), f'"@signature-params": {parameters}'])
        return {"Content-Digest": digest, "Signature-Input": f"sig1={parameters}", "Signature": f"sig1=:{self._signed(key, base)}:"}

    @staticmethod
    def _signed(key: rsa.RSAPrivateKey, base: str) -> str:
        return b64(key.sign(base.encode(), padding.PKCS1v15(), hashes.SHA256()))

    def verify(self, method: str, path: str, headers: object, body: bytes) -> str:
        """Which way the request is signed; "" if it is not, or falsely."""
        signature = headers.get("Signature", "")
        if "Signature-Input" in headers:
            parameters = headers["Signature-Input"].removeprefix("sig1=")
            digest = f"sha-256=:{b64(hashlib.sha256(body).digest())}:"
            values = {"@method": method, "@target-uri": self.base + path, "content-digest": digest}
            names = re.findall(r'"([^"]+)"', parameters.partition(")")[0])
            base = "\n".join([*(f'"{one}": {values[one]}' for one in names), f'"@signature-params": {parameters}'])
            key_id, raw, way = re.search(r'keyid="([^"]+)"', parameters)[1], signature.removeprefix("sig1=:").rstrip(":"), "9421"
        else:
            said = dict(re.findall(r'(\w+)="([^"]*)"', signature))
            values = {
                "(request-target)": f"{method.lower()} {path}",
                "host": self.place,
                "date": headers["Date"],
                "digest": f"SHA-256={b64(hashlib.sha256(body).digest())}",
            }
            if not said or said.get("algorithm") != "rsa-sha256":
                return ""
            base = "\n".join(f"{one}: {values[one]}" for one in said["headers"].split())
            key_id, raw, way = said["keyId"], said["signature"], "cavage"
        key = serialization.load_pem_public_key(self.our_keys[key_id].encode())
        try:
            key.verify(base64.b64decode(raw), base.encode(), padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return ""
        return way

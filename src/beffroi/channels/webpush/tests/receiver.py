"""A push service and a browser in one: it opens what it gets (RFC 8291, the other half) and checks who sent it (RFC 8292)."""

import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def b64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point(key):
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


class Browser:
    def __init__(self, address):
        self.key, self.secret, self.address = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef", address

    def as_json(self):
        return json.dumps({"endpoint": self.address, "keys": {"p256dh": b64(point(self.key.public_key())), "auth": b64(self.secret)}})

    def open(self, body):
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        assert size >= len(body) - 21 - length
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), body[21 : 21 + length])

        def mac(key, said):
            return hmac.new(key, said, hashlib.sha256).digest()

        info = b"WebPush: info\0" + point(self.key.public_key()) + body[21 : 21 + length] + b"\1"
        pseudo = mac(salt, mac(mac(self.secret, self.key.exchange(ec.ECDH(), theirs)), info))
        key, nonce = mac(pseudo, b"Content-Encoding: aes128gcm\0\1")[:16], mac(pseudo, b"Content-Encoding: nonce\0\1")[:12]
        plain = AESGCM(key).decrypt(nonce, body[21 + length :], None)
        assert plain.rstrip(b"\0")[-1:] == b"\2"
        return json.loads(plain.rstrip(b"\0")[:-1])


class Service:
    """A local push service; `statuses[path]` makes it misbehave."""

    def __init__(self):
        self.got, self.browsers, self.statuses = [], {}, {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = service.statuses.get(self.path, 201)
                if status == "drop":
                    self.close_connection = True
                    return
                if status == 201:
                    service.check_sender(self.headers["Authorization"])
                    assert self.headers["Content-Encoding"] == "aes128gcm"
                    service.got.append((self.path, dict(self.headers), service.browsers[self.path].open(body)))
                self.send_response(status)
                if status == 429:
                    self.send_header("Retry-After", "120")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *said):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.here = f"127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def check_sender(self, said):
        token, key = said.removeprefix("vapid ").split(", ")
        head, claims, signature = token.removeprefix("t=").split(".")
        raw = unb64(signature)
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(key.removeprefix("k=")))
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        self.claims = json.loads(unb64(claims))
        assert self.claims["aud"] == f"http://{self.here}"
        assert self.claims["sub"].startswith(("mailto:", "https:"))

    def browser(self, name):
        path = f"/push/{name}"
        self.browsers[path] = Browser(f"http://{self.here}{path}")
        return self.browsers[path]

    def close(self):
        self.server.shutdown()
        self.server.server_close()

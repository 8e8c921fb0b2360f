"""An identity provider of our own, over real HTTP: it signs as FranceConnect does, and misbehaves when told to.

It serves its discovery document, keys, tokens and signed userinfo; the person's browser is played by the test, which asks `allow`
for the code that the provider would send back.
"""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
CLIENT, SECRET = "beffroi-test", "the-secret-of-the-test"


class Fake:
    """What the provider knows and how it behaves; tests change it."""

    def __init__(self, at: datetime) -> None:
        self.at, self.url = at, ""
        self.algorithm = "ES256"
        self.pkce = True
        self.person = {"sub": "a1b2", "given_name": "Élodie Marie", "family_name": "LE GALL", "birthdate": "1990-05-17"}
        self.token: dict[str, Any] = {}  # claims that it lies about
        self.userinfo: dict[str, Any] = {}
        self.key: Any = None  # another key than the published one
        self.signs = "signed"  # or "none", "hmac", "json"
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []

    def allow(self, address: str) -> dict[str, str]:
        """Play the browser: she signs in there; what she brings back."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return {"code": code, "state": query["state"]}

    def discovery(self) -> dict[str, Any]:
        found = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/session/end",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        return found | ({"code_challenge_methods_supported": ["S256"]} if self.pkce else {})

    def keys(self) -> dict[str, Any]:
        published = [("rs", "RS256", RSA), ("es", "ES256", CURVE)]
        found = []
        for kid, algorithm, key in published:
            maker = jwt.algorithms.RSAAlgorithm if algorithm == "RS256" else jwt.algorithms.ECAlgorithm
            found.append({**json.loads(maker.to_jwk(key.public_key())), "kid": kid, "use": "sig", "alg": algorithm})
        return {"keys": found}

    def sign(self, claims: dict[str, Any]) -> str:
        if self.signs == "none":
            return jwt.encode(claims, None, algorithm="none")
        if self.signs == "hmac":  # with what everybody can read: the public key
            return jwt.encode(claims, "a secret of everybody, long enough for anyone", algorithm="HS256", headers={"kid": "rs"})
        key = self.key or (RSA if self.algorithm == "RS256" else CURVE)
        return jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": self.algorithm[:2].lower()})

    def exchange(self, form: dict[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return None
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return None
        if self.pkce:
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked.get("code_challenge"):
                return None
        now = int(self.at.timestamp())
        claims = {"iss": self.url, "aud": CLIENT, "sub": self.person["sub"], "exp": now + 60, "iat": now, "nonce": asked["nonce"],
                  "acr": asked.get("acr_values", ""), **self.token}  # fmt: skip
        return {"access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": self.sign(claims)}


class _Handler(BaseHTTPRequestHandler):
    fake: Fake

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.fake.asked.append((path, dict(self.headers), {}))
        if path == "/.well-known/openid-configuration":
            return self._say(json.dumps(self.fake.discovery()))
        if path == "/jwks":
            return self._say(json.dumps(self.fake.keys()))
        if path == "/userinfo" and self.headers.get("Authorization") == "Bearer access":
            said = {"iss": self.fake.url, "aud": CLIENT, **self.fake.person, **self.fake.userinfo}
            if self.fake.signs == "json":
                return self._say(json.dumps(said))
            return self._say(self.fake.sign(said), kind="application/jwt")
        return self._say("{}", status=404)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = {name: values[0] for name, values in parse_qs(raw).items()}
        self.fake.asked.append((self.path, dict(self.headers), form))
        made = self.fake.exchange(form)
        self._say(json.dumps(made or {"error": "invalid_grant"}), status=200 if made else 400)

    def _say(self, body: str, *, kind: str = "application/json", status: int = 200) -> None:
        raw = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@contextmanager
def running(at: datetime) -> Iterator[Fake]:
    fake = Fake(at)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": fake}))
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A server of Mastodon's kind that asks its people for consent: strict about PKCE, redirect, scope; its tokens can be given back."""

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class ConsentServer:
    """`codes` are what people brought back from here: code -> (name, challenge); `tokens` are those that still hold."""

    def __init__(self) -> None:
        self.codes: dict[str, tuple[str, str]] = {}
        self.tokens: dict[str, str] = {}
        self.given_back: list[str] = []
        self.apps: list[dict] = []

    def start(self) -> "ConsentServer":
        server = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *arguments: object) -> None: ...

            def do_GET(self) -> None:
                if self.path == "/.well-known/oauth-authorization-server":
                    self.say(200, {"scopes_supported": ["read", "profile"], "code_challenge_methods_supported": ["S256"]})
                    return
                name = server.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
                if self.path == "/api/v1/accounts/verify_credentials" and name:
                    self.say(200, {"username": name, "acct": name, "url": f"{server.address}/@{name}"})
                else:
                    self.say(401 if "api" in self.path else 404, {})

            def do_POST(self) -> None:
                self.say(*server.post(self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))

            def say(self, status: int, found: dict) -> None:
                body = json.dumps(found).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.place = f"127.0.0.1:{self.server.server_port}"
        self.address = f"http://{self.place}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def post(self, path: str, said: dict) -> tuple[int, dict]:
        if path == "/api/v1/apps":
            self.apps.append(said)
            return 200, {"client_id": f"client-{len(self.apps)}", "client_secret": "hush"}
        if path == "/oauth/revoke":
            self.given_back.append(self.tokens.pop(said["token"], ""))
            return 200, {}
        if path != "/oauth/token":
            return 404, {}
        name, challenge = self.codes.pop(said.get("code", ""), ("", ""))
        proof = base64.urlsafe_b64encode(hashlib.sha256(said.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        app = self.apps[int(said["client_id"].removeprefix("client-")) - 1]
        if not name or proof != challenge or said["client_secret"] != "hush" or said["redirect_uri"] != app["redirect_uris"]:
            return 400, {"error": "invalid_grant"}
        self.tokens[f"token-of-{name}"] = name
        return 200, {"access_token": f"token-of-{name}", "scope": said["scope"]}

"""A strict server of the fediverse that is none of ours (Fedify, in `fedify/`) and this site, both over TLS of an authority made here."""

import ipaddress
import json
import os
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import certifi
import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

SITE, PEER = "valbourg.test", "ailleurs.test"


class Authority:
    """Signs one certificate for both names; `bundle` trusts it beside the usual ones."""

    def __init__(self, folder: Path) -> None:
        self.root, self.key, self.certificate = folder / "root.pem", folder / "key.pem", folder / "certificate.pem"
        self.bundle = folder / "bundle.pem"
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of a test")])
        root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root = self._made(name, name, root_key.public_key(), root_key, x509.BasicConstraints(ca=True, path_length=0))
        names = x509.SubjectAlternativeName([x509.DNSName(SITE), x509.DNSName(PEER), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        leaf = self._made(x509.Name([]), name, key.public_key(), root_key, names)
        self.root.write_bytes(root.public_bytes(Encoding.PEM))
        self.certificate.write_bytes(leaf.public_bytes(Encoding.PEM))
        self.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self.bundle.write_bytes(Path(certifi.where()).read_bytes() + self.root.read_bytes())

    @staticmethod
    def _made(subject: x509.Name, issuer: x509.Name, public: Any, signer: Any, extension: Any) -> x509.Certificate:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=2))
            .add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
            .sign(signer, hashes.SHA256())
        )


def free_port() -> int:
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        return here.getsockname()[1]


@contextmanager
def this_site(authority: Authority) -> Iterator[int]:
    """This site behind TLS, in threads of this process, each with its own connection to the database. Gives the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.certificate, authority.key)

    class Quiet(WSGIRequestHandler):
        def log_message(self, *arguments: object) -> None: ...

    class Server(ThreadedWSGIServer):
        def get_request(self):
            sock, address = super().get_request()
            return context.wrap_socket(sock, server_side=True), address

    server = Server(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


class Fedify:
    """The other server, from outside: told what its people do, and asked what its library verified."""

    def __init__(self, cache: Path, node: str, authority: Authority, folder: Path) -> None:
        self.cache, self.node, self.authority, self.folder = cache, node, authority, folder
        self.port, self.control = free_port(), free_port()
        self.host, self.process = f"{PEER}:{self.port}", None

    def start(self) -> None:
        env = {
            **os.environ, "HOST": self.host, "PORT": str(self.port), "CONTROL": str(self.control), "FOLDER": str(self.folder),
            "NAMES": f"{SITE},{PEER}", "KEY": str(self.authority.key), "CERT": str(self.authority.certificate),
            "NODE_EXTRA_CA_CERTS": str(self.authority.root), "NODE_NO_WARNINGS": "1",
        }  # fmt: skip
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([self.node, "peer.mjs"], cwd=self.cache, env=env, stdout=log, stderr=log)
        end = time.monotonic() + 30
        while time.monotonic() < end and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.control)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"The peer did not start.\n{self.log()}")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(15)
            self.process = None

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-4000:]

    def uri(self, name: str) -> str:
        return f"https://{self.host}/users/{name}"

    def tell(self, act: str, **said: Any) -> Any:
        answer = httpx.post(f"http://127.0.0.1:{self.control}/", json={"do": act, **said}, timeout=30)
        assert answer.is_success, f"{answer.text}\n{self.log()}"
        return answer.json()

    def received(self, *kinds: str) -> list[dict[str, Any]]:
        """Activities that its library verified, the oldest first."""
        path = self.folder / "received.jsonl"
        found = [json.loads(row) for row in path.read_text().splitlines()] if path.exists() else []
        return [one for one in found if not kinds or one["type"] in kinds]

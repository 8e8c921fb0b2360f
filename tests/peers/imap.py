"""An IMAP server on this machine: one mailbox, the few commands that reading needs (RFC 3501), and bad manners when told.

`faults`: "auth" (NO [AUTHENTICATIONFAILED]), "app password", "no folder", "busy", "drop" (the line is cut in the middle of a
mail), "endless" (a literal of many gigabytes is announced), "garbage" (no IMAP at all), "silent" (it accepts and says nothing).
"""

import base64
import re
import socket
import ssl
import threading

GREETING = b"* OK IMAP4rev1 ready\r\n"


class Imap:
    """`deliver(raw)` puts a mail in the box; `seen` are the commands that came, without passwords."""

    def __init__(self) -> None:
        self.user, self.password = "contact@ville.example", "s3cret"
        self.reset()
        self._cut: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def reset(self) -> None:
        self.validity: int = 7
        self.mails: dict[int, bytes] = {}
        self.faults: set[str] = set()
        self.seen: list[str] = []
        self.tls = ""  # "tls": from the first byte; "starttls": once asked
        self.under_tls = 0  # lines that were, by a client that believed the certificate

    def speak(self, tls: str, *, certificate: str, key: str) -> None:
        """Under TLS from now on, with this certificate."""
        self.tls, self._context = tls, ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)

    def deliver(self, raw: bytes) -> int:
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return uid

    def renumber(self) -> None:
        """As after a repair of the server: other numbers, another UIDVALIDITY."""
        self.validity += 1
        self.mails = {uid + 1000: raw for uid, raw in self.mails.items()}

    def stop(self) -> None:
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _where = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        try:
            line = self._wrapped(line) if self.tls == "tls" else line
            with line, line.makefile("rwb") as file:
                self._talk(line, file)
        except (OSError, ValueError):
            line.close()

    def _wrapped(self, line: socket.socket) -> socket.socket:
        secure = self._context.wrap_socket(line, server_side=True)
        self.under_tls += 1
        return secure

    def _talk(self, line: socket.socket, file) -> None:
        if "silent" in self.faults:
            line.recv(1)
            return
        file.write(b"SSH-2.0-OpenSSH\r\n" if "garbage" in self.faults else GREETING)
        file.flush()
        while said := file.readline():
            tag, _space, rest = said.decode().strip().partition(" ")
            word = rest.split(" ")[0].upper()
            self.seen.append(rest if word not in ("LOGIN", "AUTHENTICATE") else word)
            answer = self._answer(word, rest, file)
            if answer is None:
                file.write(b"".join(self._cut))
                return
            file.write(b"".join([*answer[:-1], tag.encode(), b" ", answer[-1]]))
            file.flush()
            if word == "STARTTLS" and self.tls == "starttls":
                line = self._wrapped(line)
                file = line.makefile("rwb")
            if word == "LOGOUT":
                return

    def _answer(self, word: str, rest: str, file) -> list[bytes] | None:
        if word == "CAPABILITY":
            more = b" STARTTLS" if self.tls == "starttls" else b""
            return [b"* CAPABILITY IMAP4rev1 AUTH=PLAIN" + more + b"\r\n", b"OK done\r\n"]
        if word == "LOGIN":
            return self._login(*[part.strip('"') for part in rest.split(" ", 2)[1:]])
        if word == "AUTHENTICATE":
            file.write(b"+ \r\n")
            file.flush()
            _nobody, user, password = base64.b64decode(file.readline()).decode().split("\0")
            return self._login(user, password)
        if word in ("SELECT", "EXAMINE"):
            return self._open(word)
        if word == "UID":
            return self._uid(rest)
        return [b"* BYE\r\n", b"OK bye\r\n"] if word == "LOGOUT" else [b"OK nothing\r\n"]

    def _login(self, user: str, password: str) -> list[bytes]:
        if "busy" in self.faults:
            return [b"NO [UNAVAILABLE] come back later\r\n"]
        if "app password" in self.faults:
            return [b"NO [ALERT] Application-specific password required\r\n"]
        if "auth" in self.faults or (user, password) != (self.user, self.password):
            return [b"NO [AUTHENTICATIONFAILED] Invalid credentials\r\n"]
        return [b"OK in\r\n"]

    def _open(self, word: str) -> list[bytes]:
        if "no folder" in self.faults:
            return [b"NO [NONEXISTENT] no such mailbox\r\n"]
        head = f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] valid\r\n"
        return [head.encode(), b"OK [READ-ONLY] open\r\n" if word == "EXAMINE" else b"OK [READ-WRITE] open\r\n"]

    def _uid(self, rest: str) -> list[bytes] | None:
        _uid, word, what = rest.split(" ", 2)
        if word.upper() == "SEARCH":
            return self._search(what)
        if word.upper() == "FETCH" and (raw := self.mails.get(int(what.split(" ")[0]))) is not None:
            partial = re.search(r"<0\.(\d+)>", what)
            raw = raw[: int(partial[1])] if partial else raw
            size = 40_000_000_000 if "endless" in self.faults else len(raw)
            head = f"* 1 FETCH (UID {what.split(' ')[0]} BODY[]<0> {{{size}}}\r\n".encode()
            if "drop" in self.faults:
                self._cut = [head, raw[: len(raw) // 2]]
                return None
            return [head, raw, b")\r\n", b"OK fetched\r\n"]
        return [b"OK fetched\r\n"]

    def _search(self, what: str) -> list[bytes]:
        """`UID 5:*` gives the last one even when it is below; `SINCE` gives all."""
        uids = sorted(self.mails)
        if above := re.match(r"UID (\d+):\*", what):
            uids = [uid for uid in uids if uid >= int(above[1])] or uids[-1:]
        return [f"* SEARCH {' '.join(map(str, uids))}\r\n".encode(), b"OK searched\r\n"]

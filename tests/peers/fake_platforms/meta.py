"""The Graph API of Facebook Pages, Instagram and Threads, as one family: errors, tokens, containers, insights, signatures."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from peers.fake_platforms.server import Call, Fault, Platform, Reply, route

APP_ID, APP_SECRET = "123456789", "app-secret"
V = r"/v[\d.]+"
EXPIRED = {"message": "Error validating access token: Session has expired", "type": "OAuthException", "code": 190, "error_subcode": 463}


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def error(code: int, message: str, sub: int = 0, status: int = 400, **more: Any) -> Reply:
    said = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code, "fbtrace_id": "A1", **more}
    return Reply({"error": {**said, **({"error_subcode": sub} if sub else {})}}, status)


class Meta(Platform):
    """What the three share. `rows` are all objects by id; `now` moves by `later`."""

    tokens: dict[str, str]

    def reset(self) -> None:
        super().reset()
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.rows: dict[str, dict[str, Any]] = {}
        self.deprecated: set[str] = set()
        self.ages: dict[str, int] = {}
        self.figures: dict[str, Any] = {}
        self.pending = 0  # how often a container still answers IN_PROGRESS
        self.failing = ""  # the status that the next container ends with
        self.subscribed: list[str] = []

    def busy(self, fault: Fault) -> Reply:
        reply = error(4, "Application request limit reached", status=403)
        return Reply(reply.data, reply.status if not fault.headers else 429, fault.headers)

    def expire(self) -> None:
        self.misbehave("expired", times=99, reply=Reply({"error": EXPIRED}, 400))

    def serve(self, call: Call) -> Reply:
        if "oauth" not in call.path and "access_token" not in call.path and call.token not in self.tokens:
            raise Reply({"error": EXPIRED}, 400)
        return super().serve(call)

    def row(self, id: str) -> dict[str, Any]:
        if id not in self.rows:
            raise error(100, f"Object with ID '{id}' does not exist", 33)
        return self.rows[id]

    def put(self, **fields: Any) -> str:
        id = fields.pop("id", "") or self.new_id()
        self.rows[id] = {"id": id, "at": self.now, **fields}
        return id

    def listed(self, sort: str, since: str = "") -> list[dict[str, Any]]:
        rows = [row for row in self.rows.values() if row.get("sort") == sort and not row.get("gone")]
        return sorted((row for row in rows if not since or row["at"].timestamp() >= int(since)), key=lambda row: row["at"], reverse=True)

    def insights(self, call: Call) -> dict[str, Any]:
        names = call.said("metric").split(",")
        if old := [name for name in names if name in self.deprecated]:
            raise error(100, f"The value must be a valid insights metric: {old[0]}")
        return {"data": [{"name": name, "values": [{"value": self.figures[name]}]} for name in names if name in self.figures]}

    # Containers, of Instagram and Threads

    def contain(self, **fields: Any) -> dict[str, str]:
        return {"id": self.put(sort="container", status="IN_PROGRESS" if self.pending else "FINISHED", **fields)}

    def status_of(self, row: dict[str, Any]) -> str:
        if row["status"] in ("IN_PROGRESS", "FINISHED") and self.now - row["at"] > timedelta(hours=24):
            row["status"] = "EXPIRED"
        if row["status"] == "IN_PROGRESS":
            self.pending -= 1
            if self.pending <= 0:
                row["status"] = self.failing or "FINISHED"
        elif row["status"] == "FINISHED" and self.failing:
            row["status"], self.failing = self.failing, ""
        return row["status"]

    def publish(self, call: Call, sort: str, **fields: Any) -> dict[str, str]:
        container = self.row(call.said("creation_id"))
        if self.status_of(container) != "FINISHED":
            raise error(9007, "Media ID is not available", 2207027)
        container["status"] = "PUBLISHED"
        kept = {name: value for name, value in container.items() if name not in ("id", "at", "sort", "status")}
        return {"id": self.put(sort=sort, **kept, **fields)}


def signed(data: dict[str, Any], secret: str = APP_SECRET) -> tuple[dict[str, str], bytes]:
    """A pushed event: its headers and its body."""
    body = json.dumps(data).encode()
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}, body


__all__ = ["APP_ID", "APP_SECRET", "EXPIRED", "Meta", "V", "error", "route", "signed", "stamp"]

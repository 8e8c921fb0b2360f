"""A Mastodon server that only pretends (mastodon-mock): three people, tokens known, faults on demand."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from mastodon_mock.testing import MockServer


class MockMastodon:
    """The server seen from outside, by the people on it."""

    def __init__(self, server: MockServer) -> None:
        self.server, self.address = server, server.base_url
        self.place = self.address.removeprefix("http://")

    def ask(self, method: str, path: str, *, by: str = "bob", **options: Any) -> Any:
        answer = httpx.request(method, self.address + path, headers={"Authorization": f"Bearer {by}_token"}, timeout=10, **options)
        answer.raise_for_status()
        return answer.json()

    def reset(self) -> None:
        self.ask("POST", "/api/v1/_mock/reset")
        self.ask("DELETE", "/api/v1/_mock/faults")

    def misbehave(self, how: str, *, method: str = "POST", path: str = "/api/v1/statuses", count: int = 1, **effect: Any) -> None:
        rule = {"match": {"methods": [method], "path": path}, "effect": {"type": how, **effect}, "count": count}
        self.ask("POST", "/api/v1/_mock/faults", json=rule)

    def me(self, by: str = "alice") -> dict[str, Any]:
        return self.ask("GET", "/api/v1/accounts/verify_credentials", by=by)

    def statuses(self, by: str = "alice") -> list[dict[str, Any]]:
        """What is published in somebody's name, the newest first."""
        path, found, params = f"/api/v1/accounts/{self.me(by)['id']}/statuses", [], {"limit": 40}
        while rows := self.ask("GET", path, by=by, params=params):
            found += rows
            params["max_id"] = rows[-1]["id"]
        return found

    def say(self, text: str, *, by: str = "bob", **said: Any) -> dict[str, Any]:
        return self.ask("POST", "/api/v1/statuses", by=by, json={"status": text, **said})


@contextmanager
def running() -> Iterator[MockMastodon]:
    with MockServer(log_level="error") as server:
        yield MockMastodon(server)

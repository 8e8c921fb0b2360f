"""The limit: the same server with nothing behind it, giving the very same answer (headers and bytes, from files) at each path."""

import asyncio
import json
import sys
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server


def application(folder: Path):
    kept = {}
    for path in folder.glob("*.json"):
        headers = [(name.encode(), value.encode()) for name, value in json.loads(path.read_text())]
        kept[f"/{path.stem}"] = {"type": "http.response.start", "status": 200, "headers": headers}, path.with_suffix(".body").read_bytes()

    async def app(scope, receive, send):
        if scope["type"] != "http":
            return
        start, body = kept[scope["path"]]
        await send(start)
        await send({"type": "http.response.body", "body": body})

    return app


async def main(folder: str, port: str) -> None:
    made = application(Path(folder))
    await Server(made, "127.0.0.1", int(port), interface=Interfaces.ASGINL, log_enabled=False, backlog=1024, backpressure=2048).serve()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

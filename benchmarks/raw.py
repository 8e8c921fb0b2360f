"""The limit: the same server with nothing behind it, giving the bytes of a file at each path. One process, no Django page."""

import asyncio
import sys
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server


def application(folder: Path):
    kept = {f"/{path.name}": path.read_bytes() for path in folder.iterdir()}

    async def app(scope, receive, send):
        if scope["type"] != "http":
            return
        body = kept[scope["path"]]
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html; charset=utf-8"), length]})
        await send({"type": "http.response.body", "body": body})

    return app


async def main(folder: str, port: str) -> None:
    made = application(Path(folder))
    await Server(made, "127.0.0.1", int(port), interface=Interfaces.ASGINL, log_enabled=False, backlog=1024, backpressure=2048).serve()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

"""The process of the door (`python -m beffroi.kernel.hosting.gate …`, started by the mother): no model, no database, no town."""

import asyncio
import contextlib
import ipaddress
import json
import logging
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.utils import translation
from granian.constants import Interfaces
from granian.net import SocketHolder
from granian.server.embed import Server

from beffroi.kernel.commands.watch import GRACE
from beffroi.kernel.hosting.door import Door
from beffroi.kernel.hosting.keeper import AWAKE, TICK, Keeper, Rules

logger = logging.getLogger(__name__)

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def main(told: dict[str, Any]) -> None:
    settings.configure(
        TRUSTED_PROXIES=[ipaddress.ip_network(word) for word in told["trusted"]],
        LANGUAGE_CODE="fr",
        LANGUAGES=[("fr", "French"), ("en", "English")],
        LOCALE_PATHS=[str(LOCALE)],
        LOGGING_CONFIG=None,
    )
    django.setup()
    translation.activate(told["language"])
    asyncio.run(_open(told))


async def _open(told: dict[str, Any]) -> None:
    reader, writer = await asyncio.open_unix_connection(sock=socket.socket(fileno=told["control"]))

    def tell(message: dict[str, Any]) -> None:
        writer.write(json.dumps(message).encode() + b"\n")

    rules = Rules(awake=told["most"], idle=told["idle"], turn=told["turn"])
    keeper = Keeper(Path(told["towns"]), rules, tell, mother=told["pid"])
    keeper.scan()
    for name, place in told["awake"].items():  # another door has died before this one
        if guest := keeper.guests.get(name):
            guest.state = AWAKE
        keeper.heard({"ready": name, "socket": place})
    holder: Any = SocketHolder(*told["socket"])  # type: ignore[call-arg]

    class Listening(Server):
        def _init_shared_socket(self) -> None:
            self._ssp: Any = None
            self._shd = holder

    server = Listening(Door(keeper), interface=Interfaces.ASGINL, log_enabled=False, backlog=2048, backpressure=4096, websockets=False)

    async def hear() -> None:
        while line := await reader.readline():
            keeper.heard(json.loads(line))
        os._exit(1)  # the mother is gone

    async def watch() -> None:
        while True:
            try:
                keeper.tick()
            except Exception:
                logger.exception("the keeper stumbled")  # and goes on: a door without one would let nobody sleep or wake
            await asyncio.sleep(TICK)

    def stop() -> None:
        server.stop()
        asyncio.get_running_loop().call_later(GRACE - 3, os._exit, 0)  # connections that stay open do not hold the stop

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    tasks = [asyncio.create_task(hear()), asyncio.create_task(watch())]
    loop.call_later(0.05, tell, {"listening": True})
    await server.serve()
    for task in tasks:
        task.cancel()
    with contextlib.suppress(OSError):
        await writer.drain()
    os._exit(0)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))

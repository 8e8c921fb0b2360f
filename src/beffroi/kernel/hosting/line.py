"""From the door to a town: HTTP/1.1 over the town's unix socket, in pieces both ways.

The other end is always our own server, so this knows the little that it says, and nothing of the outside world (for which there is
`kernel.http`). Why not httpx: docs/decisions/0053.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass

Header = tuple[bytes, bytes]

HEAD = 256 * 1024  # the longest head of an answer
PIECE = 256 * 1024
IDLE = 16  # connections kept open to one town
MOST = 400  # at the same time: more than a town lets wait
TURN = 20.0  # seconds until one of them is free
CONNECT = 3.0
SILENCE = 180.0  # seconds without a word: a town ends by itself what takes that long
BODILESS = (204, 304)


class Broken(Exception):
    """The town did not answer. `is_there`: whether anything listens; `was_told`: whether it may have read the request."""

    def __init__(self, why: str, *, is_there: bool = True, was_told: bool = True) -> None:
        super().__init__(why)
        self.is_there, self.was_told = is_there, was_told


class Busy(Exception):
    """Too many connections to this town already."""


@dataclass
class Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    is_used: bool = False


class Answer:
    """Status and headers; then the body, read once with `pieces`; then `close`, always."""

    def __init__(self, lines: "Lines", connection: Connection, sending: asyncio.Task | None, status: int, headers: list[Header]) -> None:
        self.lines, self.connection, self.sending, self.status, self.headers = lines, connection, sending, status, headers
        named = dict(headers)
        self.is_chunked = named.get(b"transfer-encoding", b"").lower() == b"chunked"
        self.length = int(named[b"content-length"]) if named.get(b"content-length", b"").isdigit() else None
        self.stays = named.get(b"connection", b"").lower() != b"close"
        self.is_over = False

    async def pieces(self, *, has_body: bool) -> AsyncIterator[bytes]:
        """The body as it comes; Broken if it ends too early."""
        if has_body and self.status not in BODILESS:
            reader = self.connection.reader
            if self.is_chunked:
                while size := int((await self._read(reader.readuntil(b"\r\n"))).partition(b";")[0], 16):
                    while size:
                        yield (piece := await self._some(size))
                        size -= len(piece)
                    await self._read(reader.readexactly(2))
                while await self._read(reader.readuntil(b"\r\n")) != b"\r\n":
                    pass  # trailers: nothing of ours has any
            elif self.length is not None:
                left = self.length
                while left:
                    yield (piece := await self._some(left))
                    left -= len(piece)
            else:
                self.stays = False
                while piece := await self._read(reader.read(PIECE)):
                    yield piece
        self.is_over = True

    async def _some(self, most: int) -> bytes:
        piece = await self._read(self.connection.reader.read(min(most, PIECE)))
        if not piece:
            raise Broken("it ended in the middle")
        return piece

    async def _read(self, reading: Awaitable[bytes]) -> bytes:
        try:
            async with asyncio.timeout(SILENCE):
                return await reading
        except (OSError, EOFError, ValueError, TimeoutError, asyncio.LimitOverrunError) as error:
            raise Broken(type(error).__name__) from None

    def close(self) -> None:
        """A connection whose answer was not read to its end, or whose request was not sent to its end, is not used again."""
        whole = self.is_over and self.stays
        if self.sending and not self.sending.done():
            self.sending.cancel()
            whole = False
        elif self.sending:
            whole = whole and not self.sending.cancelled() and self.sending.exception() is None
        self.lines.give_back(self.connection, whole=whole)


class Lines:
    """The connections to one town."""

    def __init__(self, socket: str) -> None:
        self.socket = socket
        self.idle: list[Connection] = []
        self.free = asyncio.Semaphore(MOST)

    async def ask(self, head: bytes, body: AsyncIterator[bytes] | None, *, is_harmless: bool) -> Answer:
        """Send a request (its head whole, its body in pieces) and wait for the head of the answer."""
        try:
            async with asyncio.timeout(TURN):
                await self.free.acquire()
        except TimeoutError:
            raise Busy from None
        connection: Connection | None = None
        sending: asyncio.Task | None = None
        try:
            connection = await self._connection(is_harmless)
            connection.writer.write(head)
            if body is not None:
                sending = asyncio.get_running_loop().create_task(_send(connection.writer, body))
            status, headers = await self._head(connection, sending)
        except BaseException:
            if sending:
                sending.cancel()
            self.give_back(connection, whole=False)
            raise
        return Answer(self, connection, sending, status, headers)

    async def _connection(self, is_harmless: bool) -> Connection:
        """One kept from before, for a question that may be asked twice: the town may have closed it in this very moment."""
        while is_harmless and self.idle:
            kept = self.idle.pop()
            if not kept.reader.at_eof() and not kept.writer.is_closing():
                kept.is_used = True
                return kept
            kept.writer.close()
        try:
            async with asyncio.timeout(CONNECT):
                return Connection(*await asyncio.open_unix_connection(self.socket, limit=HEAD))
        except (OSError, TimeoutError) as error:
            raise Broken(type(error).__name__, is_there=False, was_told=False) from None

    async def _head(self, connection: Connection, sending: asyncio.Task | None) -> tuple[int, list[Header]]:
        reading = connection.reader.readuntil(b"\r\n\r\n")
        try:
            async with asyncio.timeout(SILENCE):
                if sending is None:
                    said = await reading
                else:
                    task = asyncio.ensure_future(reading)
                    await asyncio.wait({task, sending}, return_when=asyncio.FIRST_COMPLETED)
                    if sending.done() and (error := sending.exception()) and not isinstance(error, OSError):
                        task.cancel()
                        raise error
                    said = await task  # an answer before the request was whole (too large, refused) is an answer
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as error:
            raise Broken(type(error).__name__, was_told=not connection.is_used) from None
        first, *lines = said[:-4].split(b"\r\n")
        headers = [(name.lower(), value.strip()) for name, _colon, value in (line.partition(b":") for line in lines)]
        return int(first[9:12]), headers

    def give_back(self, connection: Connection | None, *, whole: bool) -> None:
        self.free.release()
        if connection is None:
            return
        if whole and len(self.idle) < IDLE:
            self.idle.append(connection)
        else:
            connection.writer.close()

    def close(self) -> None:
        for connection in self.idle:
            connection.writer.close()
        self.idle.clear()


async def _send(writer: asyncio.StreamWriter, body: AsyncIterator[bytes]) -> None:
    async for piece in body:
        writer.write(piece)
        with contextlib.suppress(ConnectionError):  # the answer says why
            await writer.drain()

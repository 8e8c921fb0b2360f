"""Many short requests at once (notifications to thousands of devices): the same guard, connections kept open for the batch."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx

from beffroi.kernel import http
from beffroi.kernel.http import CONNECT, READ, OutgoingFailed, OutgoingRefused, Response
from beffroi.kernel.http_transport import Transport

AT_ONCE = 16
MOST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Asked:
    """One request to send."""

    url: str
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


def send_many(asked: Sequence[Asked], *, at_once: int = AT_ONCE, total: float = 60.0) -> list[Response | OutgoingRefused | OutgoingFailed]:
    """One answer for each, in order; what was refused or failed stands in its place. Redirects are not followed."""
    deadline = time.monotonic() + total
    with (
        httpx.Client(
            transport=Transport(deadline, most=at_once),
            timeout=httpx.Timeout(READ, connect=CONNECT),
            trust_env=False,
            follow_redirects=False,
            event_hooks={"request": [http._check]},
        ) as client,
        ThreadPoolExecutor(at_once, thread_name_prefix="http-many") as threads,
    ):
        return list(threads.map(lambda one: _send(client, one, deadline), asked))


def _send(client: httpx.Client, one: Asked, deadline: float) -> Response | OutgoingRefused | OutgoingFailed:
    if time.monotonic() > deadline:
        return OutgoingFailed("too late: not asked")
    try:
        with http._in_words():
            wanted = client.build_request(one.method, one.url, headers={"User-Agent": http.AGENT, **one.headers}, content=one.content)
            answer = client.send(wanted, stream=True)
            try:
                body = b"".join(http._limited(answer, MOST_ANSWER, deadline))
            finally:
                answer.close()
            return Response(answer.status_code, answer.headers, body, str(answer.url))
    except (OutgoingRefused, OutgoingFailed) as error:
        return error

"""The edge cache and the bridge, asked as a server asks them."""

import asyncio
import gzip
import re
import time

import brotli
import pytest

from beffroi.kernel import bridge
from beffroi.kernel import edge as module
from beffroi.kernel.bridge import Bridge
from beffroi.kernel.edge import Changes, Edge


class Town:
    """A site behind the edge: counts how often it is asked."""

    def __init__(self):
        self.asked, self.edition, self.looked = 0, 1, 0
        self.headers = [(b"content-type", b"text/html; charset=utf-8")]
        self.status, self.text, self.pause, self.more = 200, "", 0.0, False
        self.last: dict = {}

    async def __call__(self, scope, receive, send):
        self.asked += 1
        self.last = dict(scope["headers"])
        body = (self.text or f"<p>edition {self.edition}</p>" + "é" * 600).encode()
        if self.pause:
            await asyncio.sleep(self.pause)
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        if self.more:
            await send({"type": "http.response.body", "body": body, "more_body": True})
            body = b""
        await send({"type": "http.response.body", "body": body})

    def number(self) -> int:
        self.looked += 1
        if self.edition < 0:
            raise OSError("no database")
        return self.edition


@pytest.fixture
def town(monkeypatch):
    monkeypatch.setattr(module, "changes", Changes())
    return Town()


@pytest.fixture
def edge(town):
    return Edge(town, edition=town.number, cookies=("sessionid", "messages"))


async def ask(app, path="/", method="GET", query=b"", body=(b"",), **headers):
    given = {"host": "town.example", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode(), "query_string": query,
        "headers": [(name.encode(), value.encode()) for name, value in given.items()], "client": ("127.0.0.1", 1), "server": ("x", 80),
    }  # fmt: skip
    sent: list[dict] = []
    parts = [{"type": "http.request", "body": part, "more_body": n < len(body) - 1} for n, part in enumerate(body)]

    async def receive():
        if parts:
            return parts.pop(0)
        await asyncio.sleep(30)
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    said = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], said, b"".join(message.get("body", b"") for message in sent[1:])


def run(*questions):
    """Ask one after the other in one loop."""

    async def all_of_them():
        return [await question() if callable(question) else await question for question in questions]

    return asyncio.run(all_of_them())


def test_a_page_is_made_once(edge, town):
    answers = run(*(ask(edge) for _n in range(5)))
    assert town.asked == 1
    assert len({body for _status, _headers, body in answers}) == 1
    assert answers[0][1]["cache-control"] == "no-cache"


def test_an_unchanged_page_costs_304_and_head_has_no_body(edge, town):
    async def all_of_them():
        _status, headers, _body = await ask(edge)
        again = await ask(edge, if_none_match=f'"other", {headers["etag"]}')
        head = await ask(edge, method="HEAD")
        return again, head, headers

    again, head, headers = asyncio.run(all_of_them())
    assert (again[0], again[2]) == (304, b"")
    assert again[1]["etag"] == headers["etag"]
    assert (head[0], head[2]) == (200, b"")
    assert int(head[1]["content-length"]) > 600
    assert town.asked == 1


def test_each_visitor_gets_the_compression_that_it_understands(edge, town):
    plain, br, zipped = run(ask(edge), ask(edge, accept_encoding="gzip, br"), ask(edge, accept_encoding="gzip"))
    assert brotli.decompress(br[2]) == gzip.decompress(zipped[2]) == plain[2]
    assert br[1]["content-encoding"] == "br"
    assert "Accept-Encoding" in br[1]["vary"]
    assert town.asked == 1
    assert b"accept-encoding" not in town.last


@pytest.mark.parametrize(
    "different",
    [
        {"cookie": "sessionid=x"}, {"cookie": "a=b; messages=x"}, {"authorization": "Bearer x"}, {"range": "bytes=0-1"}, {"hx_request": "true"},
        {"accept": "application/activity+json"}, {"query": b"q=" + b"x" * 400}, {"method": "POST"}, {"path": "/media/x"},
    ],
)  # fmt: skip
def test_who_asks_for_something_else_is_passed_on_and_fills_nothing(edge, town, different):
    run(ask(edge, **different), ask(edge, **different), ask(edge))
    assert town.asked == 3


def test_a_signed_in_visitor_never_gets_or_leaves_a_page_for_others(edge, town):
    async def all_of_them():
        await ask(edge)
        town.text = "<p>for alice only</p>" + "x" * 600
        mine = await ask(edge, cookie="theme=dark; sessionid=alice")
        return mine, await ask(edge)

    mine, everybodys = asyncio.run(all_of_them())
    assert b"alice" in mine[2]
    assert b"alice" not in everybodys[2]


@pytest.mark.parametrize(
    "header",
    [
        (b"set-cookie", b"a=b"),
        (b"cache-control", b"private"),
        (b"cache-control", b"max-age=0, no-store"),
        (b"vary", b"user-agent"),
        (b"content-encoding", b"br"),
    ],
)
def test_what_says_it_is_not_for_everybody_is_not_kept(edge, town, header):
    town.headers.append(header)
    run(ask(edge), ask(edge))
    assert town.asked == 2


@pytest.mark.parametrize(("status", "asked"), [(200, 1), (301, 1), (404, 1), (302, 2), (403, 2), (500, 2), (503, 2)])
def test_which_answers_are_kept(edge, town, status, asked):
    town.status = status
    run(ask(edge), ask(edge))
    assert town.asked == asked


@pytest.mark.parametrize("change", [{"path": "/en/"}, {"query": b"page=2"}, {"host": "other.example"}, {"x_forwarded_proto": "https"}])
def test_another_address_is_another_page(edge, town, change):
    run(ask(edge), ask(edge, **change))
    assert town.asked == 2


def test_after_a_change_told_on_this_machine_nothing_old_is_shown(edge, town):
    async def all_of_them():
        before = await ask(edge)
        town.edition = 2
        module.changes.tell()
        return before, await ask(edge), await ask(edge)

    before, after, again = asyncio.run(all_of_them())
    assert b"edition 1" in before[2]
    assert b"edition 2" in after[2]
    assert after[2] == again[2]
    assert town.asked == 2


def test_a_change_made_elsewhere_is_seen_within_a_second(edge, town, monkeypatch):
    monkeypatch.setattr(module, "LOOK", 0.1)

    async def all_of_them():
        await ask(edge)
        for _n in range(20):
            await ask(edge)
        looked = town.looked
        town.edition = 2
        await asyncio.sleep(0.15)
        return looked, await ask(edge)

    looked, after = asyncio.run(all_of_them())
    assert looked <= 2
    assert b"edition 2" in after[2]


def test_a_page_that_was_being_made_during_a_change_is_not_kept_as_new(edge, town):
    async def all_of_them():
        town.pause = 0.1
        old = asyncio.create_task(ask(edge))
        await asyncio.sleep(0.05)
        town.edition, town.pause = 2, 0
        module.changes.tell()
        await old
        return await ask(edge)

    assert b"edition 2" in asyncio.run(all_of_them())[2]
    assert town.asked == 2


def test_who_comes_after_a_change_does_not_get_the_page_that_was_begun_before(edge, town):
    async def all_of_them():
        town.text, town.pause = "<p>old</p>" + "x" * 600, 0.2
        early = asyncio.create_task(ask(edge))
        await asyncio.sleep(0.05)
        town.edition, town.pause = 2, 0
        town.text = "<p>new</p>" + "x" * 600
        module.changes.tell()
        late = await asyncio.wait_for(ask(edge), 0.1)
        await early
        return late, await ask(edge)

    late, later = asyncio.run(all_of_them())
    assert b"new" in late[2]
    assert b"new" in later[2]


def test_many_who_ask_for_the_same_page_at_once_wait_for_one(edge, town):
    town.pause = 0.05

    async def all_of_them():
        return await asyncio.gather(*(ask(edge) for _n in range(30)))

    answers = asyncio.run(all_of_them())
    assert town.asked == 1
    assert len({body for _status, _headers, body in answers}) == 1


def test_a_page_has_a_time(edge, town, monkeypatch):
    monkeypatch.setattr(module, "LONGEST", 0.05)

    async def all_of_them():
        await ask(edge)
        await asyncio.sleep(0.1)
        await ask(edge)

    asyncio.run(all_of_them())
    assert town.asked == 2


def test_memory_is_bounded_and_invented_addresses_push_out_no_page(edge, town, monkeypatch):
    edge.missing.most = 20_000

    async def all_of_them():
        await ask(edge)
        town.status = 404
        for number in range(200):
            await ask(edge, path=f"/invented/{number}")
        return await ask(edge)

    assert asyncio.run(all_of_them())[0] == 200
    assert edge.missing.held <= 20_000
    assert len(edge.missing.pages) < 20
    assert len(edge.found.pages) == 1


def test_without_a_database_django_is_asked_which_says_so(edge, town):
    town.edition = -1
    town.status = 503
    assert run(ask(edge))[0][0] == 503


def test_a_long_download_passes_through(edge, town):
    town.more = True
    run(ask(edge), ask(edge))
    assert town.asked == 2


# The bridge


def wsgi(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/echo":
        body = environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Type", "text/plain"), ("X-Size", environ["CONTENT_LENGTH"])])
        return [body]
    if path == "/slow":
        time.sleep(0.3)
    if path == "/broken":
        raise ValueError
    start_response("200 OK", [("Content-Type", "text/plain")])
    if path == "/download":
        return (b"x" * 100_000 for _n in range(50))
    return [repr({key: value for key, value in environ.items() if key.startswith("HTTP_")}).encode()]


def make() -> Bridge:
    return Bridge(wsgi, most_bytes=1000, at_once=1)


def test_a_body_arrives_whole():
    async def all_of_them():
        return await ask(make(), "/echo", "POST", body=(b"one ", b"two"), content_length="7")

    status, headers, body = asyncio.run(all_of_them())
    assert (status, headers["x-size"], body) == (200, "7", b"one two")


@pytest.mark.parametrize(
    ("body", "headers"), [((b"x",), {"content_length": "2000"}), ((b"x" * 600, b"x" * 600), {"transfer_encoding": "chunked"})]
)
def test_a_body_that_is_too_large_is_refused(body, headers):
    assert asyncio.run(ask(make(), "/echo", "POST", body=body, **headers))[0] == 413


def test_headers_that_could_pass_for_others_are_dropped():
    async def all_of_them():
        app = make()
        scope_headers = {"x-forwarded-for": "1.2.3.4"}
        return await ask(app, **scope_headers)

    assert b"1.2.3.4" in asyncio.run(all_of_them())[2]

    async def underscored():
        app, sent = make(), []
        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"",
            "headers": [(b"x_forwarded_for", b"6.6.6.6"), (b"cookie", b"a=1"), (b"cookie", b"b=2")], "client": ("127.0.0.1", 1), "server": ("x", 80),
        }  # fmt: skip

        async def send(message):
            sent.append(message)

        await app(scope, None, send)
        return sent[1]["body"]

    said = asyncio.run(underscored())
    assert b"6.6.6.6" not in said
    assert b"a=1; b=2" in said


def test_a_download_does_not_hold_the_only_turn():
    async def all_of_them():
        app = make()
        gate, chunks = asyncio.Event(), []

        async def slow_reader(message):
            chunks.append(message)
            if len(chunks) > 2:
                await gate.wait()

        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "path": "/download", "raw_path": b"", "query_string": b"",
            "headers": [], "client": ("127.0.0.1", 1), "server": ("x", 80),
        }  # fmt: skip
        download = asyncio.create_task(app(scope, None, slow_reader))
        await asyncio.sleep(0.2)
        page = await asyncio.wait_for(ask(app), 2)
        gate.set()
        await download
        return page, sum(len(message.get("body", b"")) for message in chunks), app

    page, size, app = asyncio.run(all_of_them())
    assert page[0] == 200
    assert size == 5_000_000
    assert app.turns._value == 1
    assert app.streams == 8


def test_a_visitor_who_left_while_waiting_is_not_served():
    async def all_of_them():
        app = make()
        first = asyncio.create_task(ask(app, "/slow"))
        await asyncio.sleep(0.05)
        asked = []

        async def gone():
            return {"type": "http.disconnect"}

        async def send(message):
            asked.append(message)

        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "path": "/slow", "raw_path": b"", "query_string": b"",
            "headers": [], "client": ("127.0.0.1", 1), "server": ("x", 80),
        }  # fmt: skip
        begun = time.monotonic()
        await app(scope, gone, send)
        left_after = time.monotonic() - begun
        await first
        return left_after, app.turns._value

    left_after, free = asyncio.run(all_of_them())
    assert left_after < 0.2
    assert free == 1


def test_live_applications_stand_beside(monkeypatch):
    async def echo(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"live"})

    monkeypatch.setattr(bridge, "_live", {})
    bridge.live("/live/", echo)
    assert asyncio.run(ask(make(), "/live/x"))[2] == b"live"
    assert asyncio.run(ask(make(), "/other"))[2] != b"live"


def test_what_nobody_answered_is_in_the_log(town, caplog):
    async def broken(scope, receive, send):
        raise ValueError("broken on purpose")

    edge = Edge(broken, edition=town.number, cookies=("sessionid",))
    for method in ("GET", "POST"):
        with pytest.raises(ValueError, match="on purpose"):
            run(ask(edge, path="/p/", method=method))
    assert [record.getMessage() for record in caplog.records] == ["Not answered: GET /p/", "Not answered: POST /p/"]
    assert caplog.records[0].exc_info


@pytest.mark.parametrize(
    ("address", "for_ever"),
    [
        ("/static/bundle/app.0123456789ab.css", True),
        ("/static/bundle/chunks/chunk-6DHFEWGX.js", True),
        ("/static/bundle/files/atkinson-latin-400-normal-ABCD2345.woff2", True),
        ("/static/bundle/app.css", False),
        ("/static/ui/worker.js", False),
    ],
)
def test_what_has_a_hash_in_its_name_is_kept_for_ever(settings, address, for_ever):
    assert bool(re.search(settings.WHITENOISE_IMMUTABLE_FILE_TEST, address)) == for_ever

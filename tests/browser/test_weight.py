"""What a page costs: bytes, requests, cookies; the policy obeyed; the last pages read without a connection."""

import pytest

pytestmark = pytest.mark.browser

KB = 1000
PAGES = ["/", "/p/", "/p/chemins-de-l-ecole/", "/p/chemins-de-l-ecole/propositions/2/", "/p/chemins-de-l-ecole/propositions/2/1/", "/actualites/",
         "/decisions/", "/forum/", "/carte/", "/themes/", "/recherche/?q=ecole", "/conseil/", "/donnees/", "/moderation/registre/", "/registre/", "/en/"]  # fmt: skip
LISTS = [
    "/",
    "/p/",
    "/p/chemins-de-l-ecole/propositions/2/",
    "/actualites/",
    "/decisions/",
    "/forum/",
    "/recherche/?q=ecole",
    "/p/boite-a-idees/contributions/",
]


class Meter:
    """Bytes over the wire, as the browser counts them (headers and bodies, compressed)."""

    def __init__(self, page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.addresses: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        self.from_cache: set[str] = set()
        self.session.on("Network.requestWillBeSent", lambda e: self.addresses.__setitem__(e["requestId"], e["request"]["url"]))
        self.session.on("Network.requestServedFromCache", lambda e: self.from_cache.add(e["requestId"]))
        self.session.on("Network.loadingFinished", self._finished)

    def _finished(self, event) -> None:
        if event["requestId"] not in self.from_cache:
            self.bytes[event["requestId"]] = self.bytes.get(event["requestId"], 0) + int(event["encodedDataLength"])

    def total(self) -> int:
        return sum(self.bytes.values())

    def told(self) -> str:
        lines = sorted(((n, self.addresses.get(key, "?")) for key, n in self.bytes.items()), reverse=True)
        return "\n".join(f"{n:>8} {address}" for n, address in lines)

    def begin(self) -> None:
        self.bytes.clear()
        self.from_cache.clear()


@pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_the_home_page_is_light(open_page, viewport):
    page = open_page(bypass_csp=False, viewport=viewport)
    meter = Meter(page)
    page.goto("/", wait_until="networkidle")
    page.mouse.wheel(0, 20_000)  # pictures that wait to be seen
    page.wait_for_load_state("networkidle")
    assert meter.total() <= 150 * KB, f"{meter.total()} bytes\n{meter.told()}"
    meter.begin()
    page.goto("/", wait_until="networkidle")
    assert meter.total() <= 30 * KB, f"{meter.total()} bytes the second time\n{meter.told()}"


def test_a_reader_gets_no_cookie_and_nothing_from_elsewhere(open_page):
    """`open_page` fails on a request to elsewhere and on what the policy refuses."""
    page = open_page(bypass_csp=False)
    for address in PAGES:
        answer = page.goto(address)
        assert answer.status == 200, address
        assert not page.context.cookies(), address
        assert "'unsafe" not in answer.headers["content-security-policy"]
        assert page.evaluate(
            "document.querySelectorAll('style, [style], script:not([src]):not([type=\"application/ld+json\"])').length"
        ) == 0 or not page.evaluate("fetch(location.href).then(r => r.text()).then(t => /<style|\\sstyle=|\\son[a-z]+=/.test(t))"), address


@pytest.mark.parametrize("address", LISTS)
def test_lists_are_short_to_read(open_page, address):
    page = open_page()
    answer = page.goto(address)
    packed = page.request.get(address, headers={"Accept-Encoding": "br"})
    size = len(answer.body())
    weight = int(packed.headers.get("content-length", size))
    assert weight <= 30 * KB, f"{address}: {weight} bytes compressed, {size} as they are"


def test_the_last_pages_are_read_without_a_connection(open_page):
    page = open_page(bypass_csp=False)
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto("/p/chemins-de-l-ecole/")
    title = page.locator("h1").inner_text()
    page.goto("/actualites/")
    page.wait_for_function("address => caches.match(address, {ignoreVary: true}).then(Boolean)", arg="/p/chemins-de-l-ecole/")
    page.context.set_offline(True)
    page.goto("/p/chemins-de-l-ecole/")
    assert page.locator("h1").inner_text() == title
    page.goto("/forum/nouveau/")  # never read, and not to be kept
    page.locator("main a", has_text=title).wait_for()  # what was read lately is listed
    page.context.set_offline(False)


def test_nothing_of_a_signed_in_page_is_kept_for_when_there_is_no_connection(open_page, site):
    from browser.hands import NoScript

    page = open_page(bypass_csp=False)
    NoScript(page).sign_in(site.accounts["citizen"])
    page.goto("/")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto("/compte/")
    page.wait_for_timeout(300)
    kept = page.evaluate(
        "caches.keys().then(ks => Promise.all(ks.map(k => caches.open(k).then(c => c.keys().then(r => r.map(q => q.url)))))).then(a => a.flat())"
    )
    assert not [address for address in kept if "/compte/" in address or "/bureau/" in address]

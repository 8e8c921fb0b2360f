"""A real browser on a real server: `page`, `site`, `assert_accessible`. Tests that use them bear the mark `browser`."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from beffroi_town import filled_folder

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome") if Path(path).exists()), "")
# A window without a screen has an address bar all the same, whose two pages of suggestions cost more than the page under test.
WITHOUT = [
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess",
    # Those of Playwright itself, whose list the browser forgets when it gets another one.
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "LensOverlay",
    "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "AimEnabled",
    "TcpPortRandomizationWin", "NetworkTimeServiceQuerying", "PreconnectToSearch",
]  # fmt: skip
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", f"--disable-features={','.join(WITHOUT)}",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESKTOP = {"width": 320, "height": 720}, {"width": 1280, "height": 900}


@dataclass
class Site:
    """A running Beffroi: its address, its data folder, its demo accounts by role."""

    url: str
    data: Path
    process: subprocess.Popen
    log: Path
    accounts: dict[str, dict[str, str]] = field(default_factory=dict)

    def run(self, *command: str) -> str:
        """Run a verb of ./beffroi on the same data."""
        return subprocess.run(
            [sys.executable, "-m", "beffroi", *command], env=environment(self.data), cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout

    def told(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DATABASE_URL", "BASE_URL")}
    return {**kept, "DATA": str(data), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        return here.getsockname()[1]


@contextmanager
def running_site(*, demo: bool = True, seconds: int = 240, data: Path | None = None, env: dict[str, str] | None = None) -> Iterator[Site]:
    """Start the real server (with the demonstration town, or empty), wait until it is ready, end it by its own id."""
    folder = data or Path(tempfile.mkdtemp(prefix="beffroi-site-"))
    port = free_port()
    log = folder / "server.log"
    settings = {**environment(folder), **(env or {})}
    if demo:
        filled_folder(folder, settings)
        command = ["demo", "--json", "--no-open", "--data", str(folder), "--port", str(port)]
    else:
        command = ["serve", "--port", str(port)]
        subprocess.run([sys.executable, "-m", "beffroi", "migrate"], env=settings, cwd=ROOT, check=True, capture_output=True)
    with log.open("wb") as errors, (folder / "server.json").open("wb") as told:
        process = subprocess.Popen([sys.executable, "-m", "beffroi", *command], env=settings, cwd=ROOT, stdout=told, stderr=errors)
    site = Site(f"http://localhost:{port}", folder, process, log)
    try:
        wait_until_ready(site, seconds)
        if demo:
            site.accounts = {account["role"]: account for account in first_line(folder / "server.json")["accounts"]}
        yield site
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(site: Site, seconds: int) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if site.process.poll() is not None:
            raise RuntimeError(f"The server ended by itself ({site.process.returncode}).\n{site.told()}")
        try:
            with urlopen(f"{site.url}/ready", timeout=10) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            pass
        time.sleep(0.2)
    raise RuntimeError(f"The server was not ready after {seconds} s.\n{site.told()}")


def first_line(path: Path, seconds: int = 20) -> dict:
    """The line that `--json` prints once ready."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        lines = [line for line in path.read_text().splitlines() if line.startswith("{")]
        if lines:
            return json.loads(lines[0])
        time.sleep(0.1)
    raise RuntimeError(f"{path.name}: no line of JSON")


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The demonstration town, served for the whole run."""
    with running_site() as site:
        yield site


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    if not CHROMIUM:
        pytest.fail("Chromium is missing. As root: apt-get install -y chromium")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread.
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, site) -> Iterator[Callable]:
    """open_page(viewport=PHONE, color_scheme="dark", java_script_enabled=False…) -> Page with the site as its base.

    What goes wrong in the page (an error in the console, a request to elsewhere, a refused resource) fails the test.
    `bypass_csp` lets axe be put into the page; give False to test under the real policy.
    """
    contexts, wrong = [], []

    def heard(message) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            wrong.append(f"console: {message.text}")

    def asked(request) -> None:
        if not request.url.startswith((site.url, "data:", "blob:")):
            wrong.append(f"a request to elsewhere: {request.url}")

    def open_one(**options):
        options = {"locale": "fr-FR", "timezone_id": "Europe/Paris", "bypass_csp": True, "viewport": DESKTOP, **options}
        context = browser.new_context(base_url=site.url, **options)
        context.set_default_timeout(60_000)  # a loaded machine is slow; what never comes is still said
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("request", asked)
        page.on("response", lambda answer: wrong.append(f"{answer.status}: {answer.url}") if answer.status >= 500 else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    if wrong:
        pytest.fail("In the browser: " + "; ".join(wrong), pytrace=False)


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture(scope="session")
def assert_accessible() -> Callable:
    """assert_accessible(page, allow={"rule-id"}): axe finds nothing by WCAG 2.2 A and AA and its best practices (or by `only` some rules)."""
    from axe_playwright_python.base import AXE_SCRIPT

    def check(page, *, allow: frozenset[str] | set[str] = frozenset(), only: tuple[str, ...] = ()) -> None:
        rules = {"type": "rule", "values": only} if only else {"type": "tag", "values": RULES}
        options = json.dumps({"runOnly": rules, "resultTypes": ["violations"]})
        if page.evaluate("typeof axe") == "undefined":  # once for a page that is looked at in several widths
            page.evaluate(AXE_SCRIPT)
        # What is right is long to tell, and nobody reads it.
        found = page.evaluate(f"axe.run({options}).then(found => found.violations)")
        wrong = [
            f"{v['id']}: {v['help']}\n    " + "\n    ".join(node["html"][:200] for node in v["nodes"][:4])
            for v in found
            if v["id"] not in allow
        ]
        assert not wrong, f"{page.url}\n" + "\n".join(wrong)

    return check


if __name__ == "__main__":  # ./dev test fills the town of the browser tests while half of the machine is idle
    import beffroi_pytest  # noqa: F401  the same environment

    with tempfile.TemporaryDirectory() as folder:
        filled_folder(Path(folder), environment(Path(folder)))

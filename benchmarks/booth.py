"""A ballot made in the browser: Chromium slowed down six times, as an old telephone; one question of twenty options, five at most.

The work is done in the page here, not in the worker: what slows a page down does not slow its workers. `python -m benchmarks.booth`.
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import django
from playwright.sync_api import sync_playwright

TARGET, SLOWER, ROUNDS = 3.0, 6, 3
CHROMIUM = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)


def booth(folder: Path) -> Path:
    from beffroi.engines.ballots import credentials, trustees
    from beffroi.engines.ballots.election import Question, election_json
    from beffroi.engines.ballots.groups import BELENIOS_2048
    from beffroi.participation.ballots.booth import offline

    _secret, part = trustees.new_key(BELENIOS_2048)
    question = Question("Lesquels ?", tuple(f"Projet {number}" for number in range(1, 21)), 0, 5)
    raw = election_json(
        name="Vote", description="", group=BELENIOS_2048, public_key=part["public_key"], questions=[question], uuid=credentials.new_uuid()
    )
    path = folder / "booth.html"
    path.write_text(offline(raw, "Vote", "https://mairie.example/"))
    return path


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "beffroi.settings", "DATA": folder, "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
        django.setup()
        from beffroi.engines.ballots.credentials import new_credential

        path, seconds = booth(Path(folder)), []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            for _round in range(ROUNDS):
                page = browser.new_page()
                page.add_init_script("delete globalThis.Worker")
                page.goto(f"file://{path}#{new_credential()}")
                page.locator("[data-next=code]").click()
                for number in (0, 3, 7, 11, 19):
                    page.locator(f"input[value='{number}']").check()
                page.locator("[data-next=choices]").click()
                page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
                begun = time.perf_counter()
                page.locator("[data-next=encrypt]").click()
                page.locator("[data-part=done]").wait_for(state="visible", timeout=120_000)
                seconds.append(time.perf_counter() - begun)
                page.close()
            browser.close()
    best = min(seconds)
    print(f"booth: a ballot of twenty options in {best:.2f} s ({SLOWER} times slower; target under {TARGET} s)")
    return 0 if best < TARGET else 1


if __name__ == "__main__":
    sys.exit(main())

"""What the pages of each way to take part cost with few rows and with many: python -m benchmarks.components [--rows N] [NAME …].

Each part fills a fresh town by its own `fill(rows)`, then every page is asked as anybody and as somebody signed in, whole, template
included, nothing kept by the edge. Targets: at most 6 queries (10 signed in), the same with few rows as with many, and a time
that grows by less than half (the least of several, by CPU).
"""

import argparse
import importlib
import json
import os
import pkgutil
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FEW, MANY, TIMES = 100, 100_000, 15
READER, SIGNED_IN, GROWTH = 6, 10, 1.5


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--rows", type=int, default=MANY)
    parser.add_argument("--inside", nargs=2, metavar=("NAME", "ROWS"), help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.inside:
        print(json.dumps(measure(asked.inside[0], int(asked.inside[1]))))
        return 0
    parts = [one.name for one in pkgutil.iter_modules([str(Path(__file__).parent)]) if one.name != "__main__"]
    code = 0
    with tempfile.TemporaryDirectory(prefix="beffroi-bench-") as name:
        empty = Path(name) / "empty"
        empty.mkdir()
        run(empty, "-m", "beffroi", "migrate")
        for part in parts if not asked.names else asked.names:
            found = {}
            for rows in (FEW, asked.rows):
                folder = Path(name) / f"{part}-{rows}"
                shutil.copytree(empty, folder)
                found[rows] = json.loads(run(folder, "-m", "benchmarks.components", "--inside", part, str(rows)).splitlines()[-1])
                shutil.rmtree(folder)
            code |= tell(part, found[FEW], found[asked.rows], asked.rows)
    return code


def run(folder: Path, *command: str) -> str:
    kept = {key: value for key, value in os.environ.items() if key not in ("SECRET_KEY", "DATABASE_URL", "BASE_URL", "DEBUG")}
    env = {**kept, "DATA": str(folder), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "DJANGO_SETTINGS_MODULE": "beffroi.settings"}
    done = subprocess.run([sys.executable, *command], env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr[-3000:]}")
    return done.stdout


def tell(part: str, few: dict, many: dict, rows: int) -> int:
    code = 0
    print(f"\n{part}: {FEW} and {rows:,} rows, in {many['seconds']:.0f} s")
    print(f"  {'':<34}{'queries':>16}{'least ms':>20}{'kB':>8}")
    for page, found in many["pages"].items():
        before, limit = few["pages"][page], SIGNED_IN if page.endswith("signed in") else READER
        is_well = found["queries"] <= limit and found["queries"] <= before["queries"] and found["ms"] <= max(before["ms"] * GROWTH, 15)
        code |= not is_well
        print(
            f"  {'✓' if is_well else '✗'} {page:<32}{before['queries']:>7} →{found['queries']:>7}{before['ms']:>11.1f} →{found['ms']:>7.1f}{found['bytes'] / 1000:>8.0f}",
            flush=True,
        )
    return int(code)


def measure(name: str, rows: int) -> dict:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.utils import translation

    from beffroi.ground.people.actions import create_account
    from beffroi.kernel import clock, edition

    settings.ALLOWED_HOSTS = ["testserver"]
    begun = time.monotonic()
    with translation.override("fr"):
        pages = importlib.import_module(f"benchmarks.components.{name}").fill(rows)
    seconds = time.monotonic() - begun
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    edition.bump()
    person = Client()
    account = create_account(email="bench@example.org", name="Mesure", at=clock.now())
    person.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    found = {}
    for page, path in pages.items():
        for who, client in (("", Client()), (", signed in", person)):
            for _warm in range(2):
                answer = client.get(path)
                if answer.status_code != 200:
                    raise SystemExit(f"{name}: {path} answered {answer.status_code}")
            asked = []

            def counting(execute, sql, *rest, asked=asked):
                asked.append(sql)
                return execute(sql, *rest)

            with connection.execute_wrapper(counting):
                client.get(path)
            times = []
            for _time in range(TIMES):
                start = time.process_time()
                body = client.get(path).content
                times.append(1000 * (time.process_time() - start))
            found[page + who] = {"queries": len(asked), "ms": min(times), "bytes": len(body)}
    return {"pages": found, "seconds": seconds}


if __name__ == "__main__":
    sys.exit(main())

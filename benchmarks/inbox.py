"""How long the inbox's list takes with 100,000 messages: python -m benchmarks.inbox [--messages N] [--database sqlite|postgresql|both].

PostgreSQL is a throwaway cluster, or the empty database of DATABASE_URL. The whole page, as a signed-in member of the team gets it,
template included. Targets: at most 10 queries; the list and its filters 60 ms, a search 120 ms (medians).
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET, SEARCH_TARGET, MOST_QUERIES = 60.0, 120.0, 10
BATCH = 5000


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.inside:
        return measure(asked.messages)
    sys.path.insert(0, str(ROOT))
    from tools.postgres import throwaway_cluster

    codes = []
    if asked.database in ("sqlite", "both"):
        codes.append(_run(asked.messages, ""))
    if asked.database in ("postgresql", "both"):
        if given := os.environ.get("DATABASE_URL", ""):
            codes.append(_run(asked.messages, given))
        else:
            with throwaway_cluster() as address:
                codes.append(_run(asked.messages, address))
    return max(codes)


def _run(messages: int, address: str) -> int:
    with tempfile.TemporaryDirectory(prefix="beffroi-bench-") as folder:
        environment = os.environ | {"DATA": folder, "DATABASE_URL": address, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        environment["DATABASE_STATEMENT_SECONDS"] = "600"
        command = [sys.executable, "-m", "benchmarks.inbox", "--inside", "--messages", str(messages)]
        return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode


def measure(count: int) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from beffroi.ground.people.testing import sign_in

    settings.ALLOWED_HOSTS = ["*"]
    if connection.introspection.table_names():
        sys.exit("The database is not empty: a hundred thousand messages would stand among those of a town.")
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    person, label = fill(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}: {count} messages put in {time.perf_counter() - began:.0f} s")
    client, worst, code = sign_in(Client(), person), 0, 0
    for name, query, target in (
        ("what waits", "", TARGET),
        ("late", "view=late", TARGET),
        ("the longest waiting", "order=waited", TARGET),
        ("everything", "view=all", TARGET),
        ("mine", "view=all&who=me", TARGET),
        ("one label", f"view=all&label={label}", TARGET),
        ("one account", "view=closed&account=2", TARGET),
        ("a rare word", "view=all&q=arrosoir", SEARCH_TARGET),
        ("common words", "view=all&q=bonjour+rue", SEARCH_TARGET),
        ("a person", "view=all&q=voisin+4242", SEARCH_TARGET),
    ):
        taken = []
        for _round in range(9):
            began = time.perf_counter()
            answer = client.get(f"/bureau/messages/?{query}")
            taken.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/bureau/messages/?{query}")
        median = statistics.median(taken)
        is_well = median <= target and len(caught) <= MOST_QUERIES
        worst, code = max(worst, len(caught)), max(code, int(not is_well))
        print(
            f"  {name:20} median {median:6.1f} ms   longest {max(taken):6.1f} ms   {len(caught)} queries   {'ok' if is_well else 'TOO SLOW'}"
        )
    return code


def fill(count: int) -> tuple:
    """Four accounts, a third of the conversations of two messages, one in fifty waits. Gives a manager and a label."""
    from django.utils import timezone

    from beffroi.channels.base.models import Account, Heard
    from beffroi.ground.people.actions import create_account
    from beffroi.outreach.inbox.models import Conversation, Entry, Label, Words

    now, chance = timezone.now(), random.Random(7)
    person = create_account(email="bench@example.org", name="Manon", at=now, roles=["manager"])
    accounts = [Account.objects.create(kind=kind, name=kind) for kind in ("mastodon", "bluesky", "facebook", "telegram")]
    labels = [Label.objects.create(name=f"étiquette {n}") for n in range(8)]
    vocabulary = ["bonjour", "rue", "merci", "école", "fontaine", "trottoir", "lampadaire", "horaires", "mairie", "quand", "pourquoi"]
    vocabulary += [f"mot{n}" for n in range(4000)]
    number = made = 0
    while made < count:
        conversations, heard, entries, words, tagged = [], [], [], [], []
        for _conversation in range(min(BATCH, count - made)):
            number += 1
            account, many = chance.choice(accounts), 1 + (number % 3 == 0)
            last = now - timedelta(minutes=chance.randrange(500_000))
            waits = number % 50 == 0
            text = " ".join(chance.choices(vocabulary[:11], k=4) + chance.choices(vocabulary, k=10)) + (
                " arrosoir" if number % 9000 == 0 else ""
            )
            conversation = Conversation(
                account=account, key=f"bench-{number}", thread=f"post-{number % 400}", author_address=f"@voisin{number % 30_000}",
                author_key=f"@voisin{number % 30_000}", author_name=f"Voisin {number % 30_000}", kind="comment",
                excerpt=text[:190], opened_at=last, last_at=last,
                status="open" if waits else chance.choice(["answered", "closed"]), waiting_since=last if waits else None,
                due_at=last + timedelta(days=2) if waits else None, assignee=person if number % 40 == 0 else None, entries_count=many,
            )  # fmt: skip
            conversations.append(conversation)
            words.append((conversation, f"voisin {number % 30_000} {text}"))
            for step in range(many):
                said = Heard(
                    account=account, remote_id=f"bench-{number}-{step}", kind="comment", author_address=conversation.author_address,
                    author_key=conversation.author_key, author_name=conversation.author_name, text=text, root=conversation.thread,
                    sent_at=last, heard_at=last,
                )  # fmt: skip
                heard.append((conversation, said))
                made += 1
            if number % 5 == 0:
                tagged.append((conversation, labels[number % 8]))
        Conversation.objects.bulk_create(conversations)
        Heard.objects.bulk_create([said for _conversation, said in heard], batch_size=500)
        entries = [Entry(conversation=conversation, kind="in", at=said.sent_at, heard=said) for conversation, said in heard]
        Entry.objects.bulk_create(entries, batch_size=500)
        Words.objects.bulk_create([Words(conversation=conversation, text=text) for conversation, text in words], batch_size=500)
        through = Conversation.labels.through
        through.objects.bulk_create([through(conversation=conversation, label=label) for conversation, label in tagged], batch_size=500)
    return person, labels[0].pk


if __name__ == "__main__":
    sys.exit(main())

"""Lists ask the database as often for ten rows as for thousands: at most 6 times for a reader, 10 for who is signed in."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from beffroi.commons.conversations.models import Message, Thread
from beffroi.ground.people.models import Account
from beffroi.ground.people.testing import sign_in
from beffroi.participation.proposals.models import Proposal

pytestmark = pytest.mark.slow
PROPOSALS, COMMENTS = 2_000, 5_000
READER, SIGNED_IN = 6, 10
LISTS = ["/", "/p/", "{proposals}", "{proposals}?tri=soutiens", "{proposals}carte/", "/p/chemins-de-l-ecole/contributions/", "/forum/", "/actualites/",
         "/decisions/", "/themes/", "/registre/", "/recherche/?q=banc"]  # fmt: skip
# Pages that hold more than a list: as many questions as they need (a reader, who is signed in), and never more for a larger town.
OTHERS = {"/p/chemins-de-l-ecole/": (7, 13), "{proposal}": (14, 23), "{topic}": (6, 11)}


def grow() -> None:
    """Many proposals in one process; many comments on one of them and in one topic."""
    proposal = Proposal.objects.filter(component__process__slug="chemins-de-l-ecole", in_list=True).order_by("pk").first()
    taken = {field.name for field in Proposal._meta.fields if field.unique and not field.primary_key}
    assert not taken, "a unique field must be made anew"
    proposal.refresh_from_db()
    values = {
        field.attname: getattr(proposal, field.attname)
        for field in Proposal._meta.fields
        if field.attname not in ("id", "title", "published_at")
    }
    rows = [
        Proposal(**values, title=f"Un banc, numéro {number}", published_at=proposal.published_at - timedelta(minutes=number))
        for number in range(PROPOSALS)
    ]
    Proposal.objects.bulk_create(rows, batch_size=500)
    about = Thread.objects.filter(subject_kind="proposal", subject_id=proposal.pk).get()
    topic = Thread.objects.filter(subject_kind="").order_by("pk").first()
    for thread in (about, topic):
        some = thread.messages.filter(parent=None, is_opening=False).order_by("pk").first()
        values = {
            field.attname: getattr(some, field.attname)
            for field in Message._meta.fields
            if field.attname not in ("id", "text", "created_at")
        }
        Message.objects.bulk_create(
            [Message(**values, text=f"Message {n}", created_at=some.created_at + timedelta(seconds=n)) for n in range(COMMENTS // 2)],
            batch_size=500,
        )


def addresses() -> dict[str, str]:
    proposal = Proposal.objects.filter(component__process__slug="chemins-de-l-ecole", in_list=True).order_by("pk").first()
    topic = Thread.objects.filter(subject_kind="").order_by("pk").first()
    base = f"/p/chemins-de-l-ecole/propositions/{proposal.component_id}/"
    return {"proposals": base, "proposal": f"{base}{proposal.pk}/", "topic": f"/forum/{topic.pk}-x/"}


def asked(client: Client, address: str) -> tuple[int, list[str]]:
    """How often the page asks the database, the second time it is opened (what the process remembers is remembered)."""
    while (answer := client.get(address)).status_code in (301, 302):
        address = answer["Location"]
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries), [query["sql"][:160] for query in queries]


def test_as_few_questions_for_thousands_as_for_ten(clairbourg):
    names, reader = addresses(), Client()
    member = sign_in(Client(), Account.objects.get(email="citoyenne@clairbourg.example"), two_factors=False)
    wrong, before = [], {}
    for size in ("ten", "thousands"):
        if size == "thousands":
            grow()
            cache.clear()
        for who, client, place in (("reader", reader, 0), ("signed in", member, 1)):
            for name in (*LISTS, *OTHERS):
                most = OTHERS.get(name, (READER, SIGNED_IN))[place]
                count, told = asked(client, name.format(**names))
                if count > most:
                    wrong.append(f"{name}, {who}, {size}: {count} questions, {most} at most\n    " + "\n    ".join(told))
                if before.setdefault((name, who), count) < count:
                    wrong.append(f"{name}, {who}: {before[name, who]} questions for ten, {count} for thousands")
    assert not wrong, "\n".join(wrong)

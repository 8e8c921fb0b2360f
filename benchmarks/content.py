"""A town of the size that is measured: one process with 10,000 proposals and 100,000 comments. Runs inside a data folder of its own."""

import argparse
import json
import random
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import translation  # noqa: E402

from beffroi.commons.conversations.actions import reconcile  # noqa: E402
from beffroi.commons.conversations.models import Message, Thread  # noqa: E402
from beffroi.ground.people.actions import create_account  # noqa: E402
from beffroi.ground.people.models import Voice  # noqa: E402
from beffroi.kernel import clock, edition  # noqa: E402
from beffroi.kernel.html import from_markdown  # noqa: E402
from beffroi.participation.proposals.models import Proposal  # noqa: E402
from beffroi.participation.spaces import actions as spaces  # noqa: E402
from beffroi.participation.spaces.addresses import component_url  # noqa: E402
from beffroi.participation.spaces.models import Opening, Phase  # noqa: E402

WORDS = (
    "la rue de l’école est dangereuse le matin et le soir nous proposons une place plus calme avec des arbres un banc et de l’ombre pour "
    "les enfants comme pour les anciens car la place du marché manque de vie en hiver il faudrait aussi une piste pour les vélos jusqu’à la gare"
).split()


def words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count)).capitalize() + "."


def fill(proposals: int, comments: int) -> dict:
    chance, at = random.Random(2), clock.now()
    people = [Voice(name=f"Habitante {n}") for n in range(500)]
    Voice.objects.bulk_create(people, batch_size=500)
    process = spaces.create(
        person=None, at=at, title="La place du marché", question="Que faire de la place du marché ?", text=words(chance, 200)
    )
    component = spaces.add_component(process=process, person=None, kind="proposal", title="Propositions", at=at, published=True)
    phase = Phase.objects.create(
        process=process, position=0, title="On propose", starts_at=at - timedelta(days=30), ends_at=at + timedelta(days=30)
    )
    Opening.objects.bulk_create(Opening(phase=phase, component=component, verb=verb) for verb in ("propose", "support", "comment"))
    spaces.publish(process=process, person=None, at=at, told=False)
    text = words(chance, 120)
    html = from_markdown(text)
    Proposal.objects.bulk_create(
        (
            Proposal(
                component=component, voice=chance.choice(people), title=words(chance, 8)[:-1], text=text, html=html, excerpt=words(chance, 30),
                in_list=True, published_at=at - timedelta(minutes=n), supports_count=given, imported_supports=given, created_at=at,
            )
            for n, given in enumerate(chance.randrange(300) for _n in range(proposals))
        ),
        batch_size=1000,
    )  # fmt: skip
    chosen = list(Proposal.objects.order_by("pk"))
    # A tenth of the comments belong to one proposal: the page that is measured.
    threads = [Thread(subject_kind="proposal", subject_id=proposal.pk) for proposal in chosen]
    Thread.objects.bulk_create(threads, batch_size=1000)
    first, said = chosen[0], words(chance, 40)
    Message.objects.bulk_create(
        (
            Message(
                thread=threads[0] if n < comments // 10 else chance.choice(threads), voice=chance.choice(people), text=said,
                html=f"<p>{said}</p>", excerpt=said[:200], created_at=at - timedelta(seconds=n), turn=n / 100,
            )
            for n in range(comments)
        ),
        batch_size=2000,
    )  # fmt: skip
    Proposal.objects.filter(pk=first.pk).update(messages_count=comments // 10)
    _mended, after = reconcile()  # else the night's job would count them while we measure
    while after:
        _mended, after = reconcile(after=after)
    edition.bump()
    account = create_account(email="bench@example.org", name="Mesure", at=at)
    browser = Client()
    browser.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    listed = component_url(component)
    return {
        "cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items()),
        "pages": {"home": "/", "process": spaces_url(process), "list": listed, "detail": f"{listed}{first.pk}/"},
    }


def spaces_url(process) -> str:
    from django.urls import reverse

    return reverse("spaces:show", args=[process.slug])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--proposals", type=int, default=10_000)
    parser.add_argument("--comments", type=int, default=100_000)
    asked = parser.parse_args()
    with translation.override("fr"):
        print(json.dumps(fill(asked.proposals, asked.comments)))

"""Initiatives: a town where people ask much of the council."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from beffroi.ground.people.models import Voice
from beffroi.kernel import clock
from beffroi.participation.initiatives.models import Initiative, Member, Signature
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.spaces.models import Process

STATES = ("collecting", "waiting", "answered", "expired")
SIGNED = 20


def fill(rows: int) -> dict[str, str]:
    at = clock.now()
    component = ready_component("initiative", at=at, verbs=("start", "sign", "comment"), title="Demander au conseil")
    kind = component.initiative_types.get()
    voices = Voice.objects.bulk_create([Voice(name=f"Personne {number}") for number in range(200)])
    made = Initiative.objects.bulk_create(
        [
            Initiative(
                component=component, type=kind, voice=voices[n % 200], title=f"Une fontaine rue {n}", text="Il fait chaud. " * 40,
                html=f"<p>{'Il fait chaud. ' * 40}</p>", excerpt="Il fait chaud. " * 10, state=STATES[n % 4], in_list=True, threshold=100,
                created_at=at - timedelta(minutes=n), public_at=at - timedelta(minutes=n), opened_at=at - timedelta(minutes=n),
                closes_at=at + timedelta(days=60), answer_due_at=at + timedelta(days=30) if n % 4 == 1 else None,
                signatures_count=SIGNED if n == 0 else n % 150,
            )
            for n in range(rows)
        ],
        batch_size=1000,
    )  # fmt: skip
    Member.objects.bulk_create([Member(initiative=row, voice_id=row.voice_id, state="accepted", at=at) for row in made], batch_size=2000)
    Signature.objects.bulk_create([Signature(initiative=made[0], voice=voices[n], at=at) for n in range(SIGNED)])
    Process.objects.filter(pk=component.process_id).update(contributions_count=rows)
    place = [component.process.slug, component.pk]
    with override(settings.LANGUAGE_CODE):
        return {
            "the list": reverse("initiatives:show", args=place),
            "the most signed": reverse("initiatives:show", args=place) + "?tri=signees",
            "those to sign": reverse("initiatives:show", args=place) + "?etat=ouvertes",
            "one": reverse("initiatives:detail", args=[*place, made[0].pk]),
            "the town": reverse("initiatives_town:index"),
        }

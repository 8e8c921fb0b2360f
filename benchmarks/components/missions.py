"""A mission with as many observations as asked for, on the map, with two typed answers each."""

import random
from datetime import timedelta

from beffroi.ground.people.models import Voice
from beffroi.kernel import clock
from beffroi.participation.missions import actions
from beffroi.participation.missions.actions import Wanted
from beffroi.participation.missions.models import Contribution, Mission
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.models import Component, Opening, Phase, Process

SPECIES = ["Merle noir", "Mésange bleue", "Moineau domestique", "Rouge-gorge", "Pic vert"]
BATCH = 5000


def fill(rows: int) -> dict[str, str]:
    """The rows, and the pages that show them."""
    at, chance = clock.now(), random.Random(3)  # the same town every time
    Voice.objects.bulk_create(Voice(name=f"Observatrice {n}") for n in range(300))
    voices = list(Voice.objects.filter(name__startswith="Observatrice"))
    process = spaces.create(person=None, at=at, title="Les oiseaux", question="Qui vit dans nos haies ?")
    component = spaces.add_component(process=process, person=None, kind="mission", title="Missions", at=at, published=True)
    phase = Phase.objects.create(
        process=process, position=0, title="On compte", starts_at=at - timedelta(days=30), ends_at=at + timedelta(days=30)
    )
    Opening.objects.bulk_create(Opening(phase=phase, component=component, verb=verb) for verb in ("contribute", "volunteer"))
    spaces.publish(process=process, person=None, at=at, told=False)
    component = Component.objects.select_related("process").get(pk=component.pk)
    said = {"kind": Mission.OBSERVATION, "title": "Comptage", "summary": "Dix minutes à la fenêtre."}
    mission = actions.create_mission(component=component, person=None, fields=said, at=at)
    wanted = [Wanted(None, "Espèce", "choice", options=SPECIES), Wanted(None, "Nombre", "number", unit="oiseaux")]
    actions.save_fields(mission=mission, person=None, wanted=wanted)
    actions.publish_mission(mission=mission, person=None, at=at, told=False)
    for start in range(0, rows, BATCH):
        Contribution.objects.bulk_create(
            _seen(mission, chance, voices, at - timedelta(minutes=n)) for n in range(start, min(start + BATCH, rows))
        )
    Mission.objects.filter(pk=mission.pk).update(accepted_count=rows)
    Process.objects.filter(pk=process.pk).update(contributions_count=rows)
    middle = Contribution.objects.filter(mission=mission).order_by("pk")[rows // 2]
    here = f"/p/{process.slug}/missions/{component.pk}/"
    one = f"{here}{mission.pk}/"
    return {
        "list": here, "mission": one, "liked": f"{one}?tri=aimees", "map": f"{one}carte/", "contribution": f"{one}c/{middle.pk}/",
        "town": "/missions/", "form": f"{one}participer/",
    }  # fmt: skip


def _seen(mission: Mission, chance: random.Random, voices: list[Voice], at) -> Contribution:
    species = chance.choice(SPECIES)
    return Contribution(
        mission=mission, voice=chance.choice(voices), title=f"{species} – rue Haute", answers={"espece": species, "nombre": chance.randint(1, 9)},
        text="Vu ce matin.", html="<p>Vu ce matin.</p>", excerpt="Vu ce matin.", place="Rue Haute", state=Contribution.ACCEPTED, in_list=True,
        longitude=1.3 + chance.uniform(-0.01, 0.01), latitude=45.83 + chance.uniform(-0.006, 0.006), happened_on=at.date(), shown_at=at,
        created_at=at, agreed_at=at, supports_count=chance.randint(0, 30),
    )  # fmt: skip

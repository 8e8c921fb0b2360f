"""What people gather and do together: memories of the tannery, birds of the gardens, a morning for the river."""

from datetime import datetime, timedelta
from typing import Any

from beffroi.commons.supports import actions as supports
from beffroi.ground.media import actions as media
from beffroi.ground.people.models import Voice
from beffroi.kernel.subjects import Subject
from beffroi.participation.missions import actions as missions
from beffroi.participation.missions.models import Contribution, Mission
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.actions.phases import Stretch
from beffroi.participation.spaces.models import Component
from beffroi.sites.demo import actions
from beffroi.sites.demo.drawn_map import STREETS, street_line
from beffroi.sites.demo.old_pictures import old_picture
from beffroi.sites.demo.past import Past, content, person

MANAGER = "communication@clairbourg.example"
TEXTS = ("slug", "title", "question", "summary", "drawing", "who_decides", "what_can_change", "who_may_take_part", "how_binding", "contact", "text", "place")  # fmt: skip


def fill_missions(at: datetime) -> None:
    past, before, said = Past(at), actions.last_job(), content("missions")
    component = _prepare(past, said)
    _memories(past, component, said["memory"])
    _birds(past, component, said["birds"])
    _hands(past, component, said["hands"])
    actions.forget_jobs(after=before)


def _prepare(past: Past, said: dict[str, Any]) -> Component:
    with past.at(-40) as then:
        process = spaces.create(person=None, at=then, **{name: said[name] for name in TEXTS})
        stretch = Stretch(None, "Rassembler", "Envoyer, compter, venir aider.", past.start(-38), past.start(60))
        phases = spaces.save_phases(process=process, person=None, seen=0, stretches=[stretch], at=then)
        component = spaces.add_component(
            process=process, person=None, kind="mission", title="Les missions", intro="Choisissez la vôtre.", at=then, published=True
        )
        process.refresh_from_db()
        wanted = [(phases[0].pk, component.pk, verb) for verb in ("contribute", "volunteer")]
        spaces.set_openings(process=process, person=None, seen=process.edits, wanted=wanted, at=then)
        process.refresh_from_db()
        spaces.join_team(process=process, person=None, account=person(MANAGER), role="manager", at=then)
        spaces.publish(process=process, person=None, at=then, told=False)
    return Component.objects.select_related("process").get(pk=component.pk)


def _mission(component: Component, kind: str, said: dict[str, Any], then: datetime, **more: Any) -> Mission:
    fields: dict[str, Any] = {name: said[name] for name in ("title", "summary", "text", "advice") if name in said}
    return missions.create_mission(component=component, person=None, fields={"kind": kind, **fields, **more}, at=then)


def _memories(past: Past, component: Component, said: dict[str, Any]) -> None:
    with past.at(-36) as then:
        mission = _mission(component, Mission.MEMORY, said, then, ends_at=past.start(45))
        mission = missions.publish_mission(mission=mission, person=None, at=then)
    for number, row in enumerate(said["sent"]):
        with past.at(-33 + 2.3 * number) as then:
            sent = missions.contribute(mission=mission, person=person(row["by"]), fields=_fields(row, then), at=then)
        if "asks" in row:
            with past.at(-1) as then:
                missions.decide(contribution=sent, person=person(MANAGER), state=Contribution.CHANGE, reason=row["asks"], at=then)
        elif not row.get("waits"):
            with past.at(-32 + 2.3 * number) as then:
                missions.decide(contribution=sent, person=person(MANAGER), state=Contribution.ACCEPTED, at=then)
                _like(past, sent, row.get("likes", 0), then)


def _fields(row: dict[str, Any], then: datetime) -> dict[str, Any]:
    fields = {"title": row["title"], "text": row["text"], "period": row.get("period", ""), "is_named": not row.get("unnamed", False)}
    if "lon" in row:
        fields |= {"place": row["place"], "longitude": row["lon"], "latitude": row["lat"]}
    if "scene" in row:
        fields |= {"image": media.take_image(upload=old_picture(row["scene"]), alt=row["alt"], at=then), "people": Contribution.NOBODY}
    return fields


def _like(past: Past, sent: Contribution, many: int, then: datetime) -> None:
    voices = list(Voice.objects.filter(account__isnull=False).order_by("pk")[:60])
    some = past.chance.sample(voices, many)
    supports.many_support_from_elsewhere(subject=Subject("contribution", sent.pk), voices=some, at=then, origin_channel="")


def _birds(past: Past, component: Component, said: dict[str, Any]) -> None:
    wanted = [
        missions.Wanted(None, "Espèce", "choice", options=said["species"], is_required=True),
        missions.Wanted(
            None, "Nombre", "number", help="Le plus grand nombre vu en même temps.", unit="oiseaux", least=0, most=500, is_required=True
        ),
        missions.Wanted(None, "Abri", "text", help="Haie, toit, arbre, mangeoire…"),
    ]
    with past.at(-30) as then:
        mission = _mission(component, Mission.OBSERVATION, said, then)
        missions.save_fields(mission=mission, person=None, wanted=wanted)
        mission = missions.publish_mission(mission=mission, person=None, at=then)
    streets = sorted(STREETS)
    for number in range(24):
        species, street = past.chance.choice(said["species"][:-1]), past.chance.choice(streets)
        longitude, latitude = past.chance.choice(street_line(street)["coordinates"])
        with past.at(-28 + number) as then:
            fields = {
                "title": f"{species} – {street}", "happened_on": then.date(), "place": street, "longitude": longitude, "latitude": latitude,
                "answers": {"espece": species, "nombre": past.chance.randint(1, 9), "abri": past.chance.choice(["Haie", "Toit", "Mangeoire", "Tilleul"])},
            }  # fmt: skip
            sent = missions.contribute(mission=mission, person=person(past.chance.choice(said["people"])), fields=fields, at=then)
            if number < 22:
                missions.decide(contribution=sent, person=person(MANAGER), state=Contribution.ACCEPTED, at=then)


def _hands(past: Past, component: Component, said: dict[str, Any]) -> None:
    with past.at(-20) as then:
        mission = _mission(component, Mission.VOLUNTEER, said, then)
        starts = past.start(16) + timedelta(hours=10)
        tasks = [
            (
                missions.save_task(
                    mission=mission, person=None, at=then,
                    fields={
                        "title": row["title"], "text": row["text"], "place": row["place"], "longitude": row["lon"], "latitude": row["lat"],
                        "accessibility": row["accessibility"], "capacity": row["capacity"], "starts_at": starts,
                        "ends_at": starts + timedelta(hours=2),
                    },
                ),
                row["come"],
            )
            for row in said["tasks"]
        ]  # fmt: skip
        missions.publish_mission(mission=mission, person=None, at=then)
    for number, (task, names) in enumerate(tasks):
        for turn, name in enumerate(names):
            with past.at(-18 + number + 2 * turn) as then:
                missions.volunteer(task=task, person=person(name), at=then, name=name, phone="")

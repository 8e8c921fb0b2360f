"""Meetings about the market square: one that took place, one to come, one that a citizen proposes."""

from datetime import datetime, timedelta
from typing import Any

from beffroi.ground.people.models import Account
from beffroi.ground.places.models import Place
from beffroi.kernel.subjects import Subject
from beffroi.participation.meetings.actions import door, live, meetings, places
from beffroi.participation.meetings.models import Meeting
from beffroi.participation.proposals.models import Proposal
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.models import Component, Opening, Process
from beffroi.sites.demo import actions
from beffroi.sites.demo.past import Past, person

MANAGER, CITIZEN = (f"{name}@clairbourg.example" for name in ("communication", "citoyenne"))
HALL = "La halle, place du Marché"
ASKED = [
    ("Les douze arbres, c’est sûr ou c’est une idée ?", "Huit sont sûrs. Les quatre autres dépendent des réseaux sous la place."),
    ("Où gare-t-on le samedi pendant les travaux ?", "Au parking de la gare, gratuit, avec une navette toutes les dix minutes."),
    ("La fontaine aura-t-elle de l’eau toute l’année ?", "D’avril à octobre ; elle est vidée quand il gèle."),
]
MINUTES = """Quarante-trois personnes sont venues, et sept ont suivi en ligne.

**Ce qui a été dit**

- L’ombre vient en premier : tout le monde veut des arbres, et des bancs dessous.
- Les commerçants demandent dix places d’arrêt de quinze minutes devant leurs portes.
- Le parking souterrain est jugé trop cher ; il n’est plus à l’étude.

**Ce qui vient ensuite**

- Un plan au 1/100 sera montré à la prochaine réunion.
- Les services chiffrent l’eau de la fontaine.
"""


def fill_meetings(at: datetime) -> None:
    past, before = Past(at), actions.last_job()
    component = _component(past)
    _held(past, component)
    _coming(past, component)
    _proposed(past, component)
    actions.forget_jobs(after=before)


def _component(past: Past) -> Component:
    process = Process.objects.get(slug="place-du-marche")
    with past.at(-60) as then:
        made = spaces.add_component(
            process=process, person=None, kind="meeting", title="Les réunions", intro="Venez en parler : on regarde les plans ensemble.",
            at=then, published=True,
        )  # fmt: skip
        process.refresh_from_db()
        known = set(Opening.objects.filter(phase__process=process).values_list("phase_id", "component_id", "verb"))
        wanted = {(phase.pk, made.pk, verb) for phase in process.phases.all() for verb in ("propose", "comment")}
        spaces.set_openings(process=process, person=None, seen=process.edits, wanted=known | wanted, at=then)
    return Component.objects.select_related("process").get(pk=made.pk)


def _where() -> dict[str, Any]:
    hall = Place.objects.filter(name__icontains="halle").first()
    return {"longitude": hall.longitude, "latitude": hall.latitude} if hall else {}


def _values(past: Past, day: int, **more: Any) -> dict[str, Any]:
    start = past.start(day).replace(hour=18, minute=30)
    return {
        "starts_at": start, "ends_at": start + timedelta(hours=2), "place": HALL, "hints": "Entrée côté fontaine ; il y a un parking à vélos.",
        "services": ["wheelchair", "toilets", "loop", "childcare"], "registration": Meeting.HERE, **_where(), **more,
    }  # fmt: skip


def _people(number: int) -> list[Account]:
    return list(Account.objects.filter(voice__isnull=False).exclude(email__in=[MANAGER]).order_by("pk")[:number])


def _held(past: Past, component: Component) -> None:
    manager = person(MANAGER)
    with past.at(-24) as then:
        row = meetings.draft(
            component=component, person=None, at=then,
            values=_values(
                past, -12, title="Quelle ombre sur la place ?", kind=Meeting.HYBRID, online_url="https://visio.clairbourg.example/place",
                text="On regarde le diagnostic, puis on choisit où planter.", capacity=80, reserved=4,
                agenda=[
                    {"minutes": 15, "title": "Le diagnostic en images", "points": []},
                    {"minutes": 45, "title": "Ateliers", "points": ["Les arbres", "Les bancs et la fontaine", "Le stationnement"]},
                    {"minutes": 40, "title": "Vos questions", "points": []},
                ],
            ),
        )  # fmt: skip
        row = meetings.publish(meeting=row, person=None, at=then)
    rows = []
    with past.at(-18) as then:
        for number, account in enumerate(_people(34)):
            rows.append(
                places.register(
                    meeting=row,
                    person=account,
                    name=account.voice.display_name,
                    at=then,
                    is_online=number % 6 == 5,
                    is_shown=number % 4 == 0,
                )
            )
    begins = row.starts_at
    acts = [door.Act(f"demo-{one.pk}", "in", begins, one.code) for one in rows if not one.is_online][:26]
    door.receive(meeting=row, person=manager, acts=[*acts, door.Act("demo-walk", "walk_in", begins, "", 17)], at=begins)
    live.open_questions(meeting=row, person=manager, is_open=True)
    row.refresh_from_db()
    for number, (text, answer) in enumerate(ASKED):
        asked = live.ask(meeting=row, person=rows[number].account, name="", text=text, at=begins)
        for one in rows[number : number + 9 - 2 * number]:
            live.vote(question=asked, person=one.account, device="", is_for=True)
        live.move(question=asked, person=manager, state="answered", answer=answer, at=row.ends_at)
    live.open_questions(meeting=row, person=manager, is_open=False)
    with past.at(-9) as then:
        said = {"minutes": MINUTES, "organisations": "Union des commerçants, Amis de la fontaine", "online_seen_count": 7}
        meetings.write_minutes(meeting=row, person=None, seen=0, values=said, at=then, is_public=True)
        for proposal in Proposal.objects.filter(component__process=component.process, title__in=["Des bancs avec dossier, et à l’ombre"]):
            meetings.came_of_it(meeting=row, person=manager, subject=Subject("proposal", proposal.pk), is_so=True)


def _coming(past: Past, component: Component) -> None:
    with past.at(-5) as then:
        row = meetings.draft(
            component=component, person=None, at=then,
            values=_values(
                past, 9, title="Le plan au 1/100 : on le lit ensemble",
                text="Le plan est posé au sol, en grand. Venez marcher dessus, dire ce qui manque et poser vos questions.",
                capacity=40, reserved=2, terms="Des photos sont prises pour le compte rendu ; dites-le à l’entrée si vous n’en voulez pas.",
                agenda=[
                    {"minutes": 20, "title": "Marcher sur le plan", "points": []},
                    {"minutes": 60, "title": "Trois tables", "points": ["L’ombre", "Le marché", "Se garer"]},
                    {"minutes": 30, "title": "Vos questions", "points": []},
                ],
                asks=[{"key": "q1", "label": "Faut-il garder des enfants ?", "kind": "yes", "choices": [], "required": False}],
            ),
        )  # fmt: skip
        row = meetings.publish(meeting=row, person=None, at=then)
    with past.at(-2) as then:
        for number, account in enumerate(_people(31)):
            if account.email == CITIZEN:
                continue
            name = account.voice.display_name
            places.register(meeting=row, person=account, name=name, at=then, answers={"q1": "no"}, is_shown=number % 5 == 0)


def _proposed(past: Past, component: Component) -> None:
    with past.at(-1) as then:
        start = past.start(20).replace(hour=10)
        values = {
            "title": "Une balade pour compter les arbres", "kind": Meeting.IN_PERSON, "place": "Devant la fontaine",
            "text": "À pied, avec les enfants de l’école : on mesure l’ombre à midi.", "starts_at": start,
            "ends_at": start + timedelta(hours=2),
        }  # fmt: skip
        meetings.propose(component=component, person=person(CITIZEN), values=values, at=then)

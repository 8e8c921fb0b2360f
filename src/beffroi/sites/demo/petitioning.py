"""Initiatives put to the council: one answered, one that waits for its answer, one that collects, one refused, one to check."""

from datetime import datetime
from typing import Any

from beffroi.participation.initiatives import actions as initiatives
from beffroi.participation.initiatives.models import Initiative, InitiativeType, Sheet
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.actions.phases import Stretch
from beffroi.participation.spaces.models import Component
from beffroi.sites.demo import actions
from beffroi.sites.demo.past import Past, content, person

MANAGER, MAYOR, SERVICES = (f"{name}@clairbourg.example" for name in ("communication", "maire", "technique"))
LAST = ("Aubert", "Bonnin", "Chabrol", "Delmas", "Estève", "Faure", "Granger", "Houdin", "Imbert", "Jaquet", "Lacombe", "Mercier")
FIRST = ("Jeanne", "Marcel", "Simone", "Roger", "Yvette", "Guy", "Odile", "René", "Monique", "Paul", "Denise", "Lucien")
SPACE = ("title", "slug", "question", "summary", "who_decides", "who_may_take_part", "what_can_change", "how_binding", "drawing")


def fill_initiatives(at: datetime) -> None:
    past, before, data = Past(at), actions.last_job(), content("initiatives")
    component, kind = _open_the_space(past, data)
    for row in data["initiatives"]:
        _live(past, component, kind, row)
    actions.forget_jobs(after=before)


def _open_the_space(past: Past, data: dict[str, Any]) -> tuple[Component, InitiativeType]:
    space = data["space"]
    with past.at(space["day"]) as then:
        process = spaces.create(person=None, at=then, **{name: space[name] for name in SPACE})
        stretch = Stretch(None, "Demander et signer", "Lancez une initiative, ou signez.", past.start(space["day"]), None)
        phases = spaces.save_phases(process=process, person=None, seen=0, stretches=[stretch], at=then)
        made = spaces.add_component(
            process=process, person=None, kind="initiative", title="Les initiatives", intro=space["intro"], settings={"help": space["help"]},
            at=then, published=True,
        )  # fmt: skip
        process.refresh_from_db()
        wanted = [(phases[0].pk, made.pk, verb) for verb in ("start", "sign", "comment")]
        spaces.set_openings(process=process, person=None, seen=process.edits, wanted=wanted, at=then)
        process.refresh_from_db()
        spaces.publish(process=process, person=None, at=then, told=False)
        component = Component.objects.select_related("process").get(pk=made.pk)
        kind = initiatives.save_type(component=component, person=None, fields=data["type"], kind=component.initiative_types.get())
    return component, kind


def _live(past: Past, component: Component, kind: InitiativeType, row: dict[str, Any]) -> None:
    author = _dweller(row["by"])
    with past.at(row["day"]) as then:
        text = row["text"].strip()
        made = initiatives.start(component=component, kind=kind, person=author, title=row["title"], text=text, at=then)
        for number in row["committee"]:
            member = initiatives.invite(initiative=made, person=author, name_or_email=f"habitant{number}@clairbourg.example", at=then)
            if member is not None:
                initiatives.answer_invitation(member=member, person=_dweller(number), accept=True, at=then)
        made = initiatives.submit(initiative=made, person=author, at=then)
    if refused := row.get("refuse"):
        with past.at(refused["day"]) as then:
            initiatives.refuse(initiative=made, person=person(MANAGER), reason=refused["reason"], at=then)
    if "admit" in row:
        with past.at(row["admit"]) as then:
            made = initiatives.admit(initiative=made, person=person(MANAGER), at=then)
        _collect(past, made, row)
    if said := row.get("answer"):
        with past.at(said["day"]) as then:
            made = Initiative.objects.select_related("component__process", "type").get(pk=made.pk)
            words = {name: said[name] for name in ("outcome", "name")}
            initiatives.answer(initiative=made, person=person(MAYOR), text=said["text"].strip(), at=then, **words)


def _collect(past: Past, initiative: Initiative, row: dict[str, Any]) -> None:
    """Day after day: online, and on sheets that the town hall keys in."""
    first, last = row["signed"]
    lowest, highest = row["online"]
    numbers = range(lowest, highest + 1)
    per_day = (last - first) / (len(numbers) + row["paper"])
    for place, number in enumerate(numbers):
        with past.at(int(first + place * per_day)) as then:
            born = {
                "last_name": LAST[number % 12],
                "first_names": f"{FIRST[number // 3 % 12]}",
                "birth_date": f"19{40 + number}-03-{number % 27 + 1:02d}",
            }
            initiatives.sign(initiative=initiative, person=_dweller(number), identity=born, at=then)
    with past.at(first) as then:
        sheets = initiatives.print_sheets(initiative=initiative, person=_dweller(row["by"]), how_many=row["paper"] // 12 + 1, at=then)
    for place in range(row["paper"]):
        sheet: Sheet = sheets[place // 12]
        sheet.initiative = initiative
        with past.at(int(first + (len(numbers) + place) * per_day)) as then:
            born = {
                "last_name": LAST[place % 12],
                "first_names": FIRST[place // 12 % 12],
                "birth_date": f"19{30 + place}-11-{place % 27 + 1:02d}",
            }
            initiatives.key_line(sheet=sheet, number=place % 12 + 1, person=person(SERVICES), identity=born, at=then)


def _dweller(number: int) -> Any:
    return person(f"habitant{number}@clairbourg.example")

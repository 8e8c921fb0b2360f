"""A year of reports on the map: lamps, holes, ideas, and what became of each."""

from datetime import datetime
from typing import Any

from beffroi.commons.supports import actions as supports
from beffroi.ground.places.search import addresses
from beffroi.participation.reports import actions as reports
from beffroi.participation.reports import states
from beffroi.participation.reports.actions import ways
from beffroi.participation.reports.models import Category, Report, Service
from beffroi.participation.reports.usual import USUAL
from beffroi.sites.demo import actions
from beffroi.sites.demo.past import Past, content, person

MANAGER, TECHNICIAN = "communication@clairbourg.example", "technique@clairbourg.example"
DWELLERS = 30


def fill_reports(at: datetime) -> None:
    past, before, data = Past(at), actions.last_job(), content("reports")
    _ways(past, data)
    known = {row.code: row for row in Category.objects.all()}
    for number, row in enumerate(data["reports"]):
        _report(past, number, known, *row)
    actions.forget_jobs(after=before)


def _ways(past: Past, data: dict[str, Any]) -> None:
    manager, technician = person(MANAGER), person(TECHNICIAN)
    with past.at(-360) as then:
        ways.take_usual(usual=USUAL, person=manager, at=then)
        for said in data["services"]:
            fields = {"name": said["name"], "door": Service.DESK, "email": ""}
            service = ways.save_service(service=None, fields=fields, team=[technician], person=manager, at=then)
            for category in Category.objects.filter(code__in=said["categories"]):
                ways.save_category(category=category, fields={"name": category.name, "service": service}, person=manager, at=then)
        for said in data["templates"]:
            ways.save_template(template=None, fields=said, person=manager, at=then)


def _report(
    past: Past, number: int, known: dict[str, Category], code: str, place: str, day: int, text: str, state: str, days: int, word: str
) -> None:
    street, _space, house = place.rpartition(" ")
    found = addresses(f"{house} {street}", limit=1)[0]
    category = known[code]
    answers = {row.code: row.values[0]["key"] for row in category.attributes.all() if row.is_list}
    with past.at(day) as then:
        report = reports.open_report(
            category=category, longitude=found.longitude, latitude=found.latitude, place=found.label, text=text, answers=answers,
            person=_dweller(number), at=then,
        )  # fmt: skip
    with past.at(min(day + 1, 0)) as then:
        for other in range(number % 5):
            if state == states.RECEIVED or days > 1:
                supports.support(subject=report.subject, person=_dweller(number + 7 + other), at=then)
    if state != states.RECEIVED:
        _became(past, report, day, state, days, word)


def _became(past: Past, report: Report, day: int, state: str, days: int, word: str) -> None:
    technician = person(TECHNICIAN)
    by = report.service.name if report.service else ""
    if days > 6 and state != states.INVESTIGATING:
        with past.at(day + 2) as then:
            reports.update(
                report=report,
                state=states.INVESTIGATING,
                person=technician,
                is_official=True,
                by=by,
                text="Un agent est passé voir.",
                at=then,
            )
    with past.at(min(day + days, 0)) as then:
        reports.update(report=report, state=state, person=technician, is_official=True, by=by, text=word, at=then)


def _dweller(number: int) -> Any:
    return person(f"habitant{number % DWELLERS + 1}@clairbourg.example")

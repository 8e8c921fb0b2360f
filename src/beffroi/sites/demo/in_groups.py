"""The groups of Clairbourg, with some months of life."""

from datetime import date, datetime, timedelta
from typing import Any

from beffroi.commons.conversations import actions as conversations
from beffroi.participation.groups import actions as groups
from beffroi.participation.groups.models import Group, Topic
from beffroi.participation.groups.rules import forget
from beffroi.sites.demo import actions
from beffroi.sites.demo.past import Past, content, person

TEXTS = ("sort", "title", "question", "summary", "place", "visibility", "joining", "question_asked", "charter")


def fill_groups(at: datetime) -> None:
    past, before = Past(at), actions.last_job()
    for row in content("groups")["groups"]:
        _gather(past, row)
    actions.forget_jobs(after=before)


def _day(past: Past, days: int) -> date:
    return (past.today + timedelta(days=days)).date()


def _gather(past: Past, row: dict[str, Any]) -> None:
    with past.at(row["day"]) as then:
        fields = {name: row[name].strip() for name in TEXTS if name in row}
        if "from" in row:
            fields |= {"mandate_from": _day(past, row["from"]), "mandate_until": _day(past, row["until"])}
        group = groups.create(person=None, at=then, **fields)
        for names, leads in ((row["lead"], True), (row["members"], False)):
            for name in names:
                groups.bring_in(group=group, voice=person(name).voice, at=then, facilitator=leads)
        for kind, title, intro in row["parts"]:
            groups.add_part(group=group, person=None, kind=kind, title=title, intro=intro, at=then)
        for network, name in row.get("places", []):
            groups.add_place(group=group, person=None, network=network, name=name, url="", at=then)
    group = Group.objects.select_related("process", "parent").get(pk=group.pk)
    acts: list[tuple[float, Any]] = []
    for topic in row["topics"]:
        acts += _acts(past, group, topic)
    for name, answer in row.get("asked", []):
        acts.append((-2, lambda then, name=name, answer=answer: _ask(group, name, answer, then)))
    for day, act in sorted(acts, key=lambda one: one[0]):
        with past.at(day) as then:
            act(then)


def _ask(group: Group, name: str, answer: str, then: datetime) -> None:
    account = person(name)
    groups.join(group=group, person=account, answer=answer, accepts=group.charter_number, at=then)


def _acts(past: Past, group: Group, row: dict[str, Any]) -> list[tuple[float, Any]]:
    """What happens in a topic, each with its day."""
    made: list[Topic] = []

    def begin(then: datetime) -> None:
        account = _fresh(row["by"])
        made.append(
            groups.open_topic(
                group=group,
                person=account,
                title=row["title"],
                text=row["text"],
                problem=row.get("problem", False),
                of_group=row.get("of_group", False),
                at=then,
            )  # fmt: skip
        )

    def say(then: datetime, name: str, text: str) -> None:
        thread = conversations.thread_of(made[0].subject)
        conversations.send(thread=thread, person=_fresh(name), text=text, at=then)

    def move(then: datetime, step: list[Any]) -> None:
        state, _day_of, by, note, *more = step
        responsible = person(more[0]).voice if more else None
        due_on = _day(past, more[1]) if more else None
        groups.move_problem(topic=made[0], person=_fresh(by), state=state, note=note, responsible=responsible, due_on=due_on, at=then)

    acts: list[tuple[float, Any]] = [(row["day"], begin)]
    acts += [(row["day"] + after, lambda then, n=name, t=text: say(then, n, t)) for name, after, text in row["said"]]
    acts += [(step[1], lambda then, s=step: move(then, s)) for step in row.get("steps", [])]
    return acts


def _fresh(name: str) -> Any:
    """Somebody as the rules know her now."""
    account = person(name)
    forget(account)
    return account

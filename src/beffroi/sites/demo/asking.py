"""Questions put to those who govern: answered, corrected, late, merged, waiting."""

from datetime import datetime
from typing import Any

from beffroi.commons.supports import actions as supports
from beffroi.participation.questions import actions as questions
from beffroi.participation.questions.models import Addressee, Answer, Question
from beffroi.sites.demo import actions
from beffroi.sites.demo.past import Past, content, person

MANAGER, MAYOR = "communication@clairbourg.example", "maire@clairbourg.example"


def fill_questions(at: datetime) -> None:
    past, before, data = Past(at), actions.last_job(), content("questions")
    with past.at(-110) as then:
        questions.take_over_the_council(person=None, at=then)
        for number, row in enumerate(data["services"]):
            fields = {"kind": Addressee.SERVICE, "name": row["name"], "mandate": row["mandate"], "account": None, "position": 90 + number}
            questions.save_addressee(person=None, fields=fields, team=[person(email) for email in row["team"]])
    known = {row.name: row for row in Addressee.objects.all()}
    made: dict[str, Question] = {}
    for row in data["questions"]:
        with past.at(row["day"]) as then:
            said = {"component": None, "to": known[row["to"]], "title": row["title"], "text": row["text"]}
            made[row["key"]] = questions.ask(**said, person=person(row["by"]), at=then)
        with past.at(row["day"] + 1) as then:
            for number in row["supports"]:
                supports.support(subject=made[row["key"]].subject, person=_dweller(number), at=then)
        _what_became_of_it(past, made, row, known)
    actions.forget_jobs(after=before)


def _what_became_of_it(past: Past, made: dict[str, Question], row: dict[str, Any], known: dict[str, Addressee]) -> None:
    question, manager = made[row["key"]], person(MANAGER)
    if said := row.get("redirect"):
        with past.at(said["day"]) as then:
            questions.redirect(question=question, person=manager, to=known[said["to"]], reason=said["reason"], at=then)
    if said := row.get("merge"):
        with past.at(said["day"]) as then:
            questions.merge(target=made[said["into"]], sources=[question], person=manager, reason=said["reason"], at=then)
    if day := row.get("accept"):
        with past.at(day) as then:
            questions.accept(question=question, person=manager, at=then)
    if text := row.get("draft"):
        with past.at(row["day"] + 1) as then:
            questions.save_draft(question=question, person=manager, fields={"text": text}, seen=0, at=then)
    if said := row.get("answer"):
        _answer(past, question, said)


def _answer(past: Past, question: Question, said: dict[str, Any]) -> Answer:
    """Given by who was asked, or by the manager where nobody signs in."""
    giver = question.addressee.account or person(MANAGER)
    with past.at(said["day"]) as then:
        fields = {"text": said["text"], "sources": said.get("sources", [])}
        questions.save_draft(question=question, person=giver, fields=fields, seen=0, at=then)
        answer = questions.give(question=question, person=giver, at=then)
    if spoken := said.get("spoken"):
        with past.at(spoken["day"]) as then:
            fields = {
                "spoken_on": then.date(), "spoken_url": spoken["url"], "spoken_seconds": spoken["seconds"], "spoken_words": spoken["words"],
            }  # fmt: skip
            questions.attach_spoken(answer=answer, person=giver, fields=fields, at=then)
    if correction := said.get("correct"):
        with past.at(correction["day"]) as then:
            questions.correct(answer=answer, person=giver, text=correction["text"], why=correction["why"], at=then)
    for value, numbers in said.get("opinions", {}).items():
        for number in numbers:
            with past.at(said["day"] + 3) as then:
                questions.judge(answer=answer, person=_dweller(number), value=value, at=then)
    return answer


def _dweller(number: int) -> Any:
    return person(f"habitant{number}@clairbourg.example")

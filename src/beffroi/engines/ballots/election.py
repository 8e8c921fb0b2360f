"""What is voted on: questions and the key, as the protocol writes them; every ballot names the hash of these very bytes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from beffroi.engines.ballots.groups import GROUPS, Group, Number, dumps, number, short_hash


class Broken(ValueError):
    """What does not hold, in one sentence."""


@dataclass(frozen=True)
class Question:
    """A question whose votes are added up under encryption, or (`is_listed`) one whose ballots are shuffled and then opened."""

    text: str
    answers: tuple[str, ...]
    least: int = 0
    most: int = 1
    blank: bool = False
    is_listed: bool = False

    @property
    def width(self) -> int:
        """How many encrypted numbers an answer has."""
        return 1 if self.is_listed else len(self.answers) + self.blank

    def said(self) -> dict[str, Any]:
        if self.is_listed:
            return {"type": "NonHomomorphic", "value": {"answers": list(self.answers), "question": self.text}}
        blank = {"blank": True} if self.blank else {}
        return {"answers": list(self.answers), **blank, "min": self.least, "max": self.most, "question": self.text}

    @classmethod
    def of(cls, said: Any) -> "Question":
        if isinstance(said, dict) and said.get("type") == "NonHomomorphic":
            value = said.get("value")
            if not isinstance(value, dict):
                raise Broken("a question is not understood")
            return cls(str(value.get("question")), _answers(value), is_listed=True)
        if not isinstance(said, dict) or "type" in said:
            raise Broken("a question is not understood")
        least, most = said.get("min"), said.get("max")
        if not isinstance(least, int) or not isinstance(most, int) or not 0 <= least <= most <= len(_answers(said)):
            raise Broken("a question has no right least and most")
        return cls(str(said.get("question")), _answers(said), least, most, said.get("blank") is True)


def _answers(said: dict[str, Any]) -> tuple[str, ...]:
    answers = said.get("answers")
    if not isinstance(answers, list) or not answers:
        raise Broken("a question has no answers")
    return tuple(map(str, answers))


@dataclass(frozen=True, eq=False)
class Election:
    """An election from its published bytes (`raw`)."""

    raw: str
    uuid: str
    group: Group
    public_key: Number
    questions: tuple[Question, ...]

    @classmethod
    def read(cls, raw: str) -> "Election":
        said = json.loads(raw)
        if not isinstance(said, dict) or said.get("version") != 1:
            raise Broken("the election is not of version 1 of the protocol")
        group = GROUPS.get(str(said.get("group")))
        if group is None:
            raise Broken(f"the group {said.get('group')} is not known")
        questions = tuple(Question.of(one) for one in said.get("questions") or [])
        if not questions:
            raise Broken("there is no question")
        if any(one.is_listed for one in questions) and not group.bits:
            raise Broken(f"the group {group.name} takes no answers that are listed")
        return cls(raw, str(said.get("uuid")), group, whole(said.get("public_key")), questions)

    @cached_property
    def fingerprint(self) -> str:
        return short_hash(self.raw)

    @cached_property
    def of_key(self):  # type: ignore[no-untyped-def]
        return self.group.fixed(self.public_key)

    @property
    def is_listed(self) -> bool:
        return any(question.is_listed for question in self.questions)


def election_json(
    *, name: str, description: str, group: Group, public_key: Number, questions: Sequence[Question], uuid: str, administrator: str = "",
    registrar: str = "",
) -> str:  # fmt: skip
    """The published bytes of an election."""
    said: dict[str, Any] = {
        "version": 1,
        "description": description,
        "name": name,
        "group": group.name,
        "public_key": str(public_key),
        "questions": [question.said() for question in questions],
        "uuid": uuid,
    }
    if administrator:
        said["administrator"] = administrator
    if registrar:
        said["credential_authority"] = registrar
    return dumps(said)


def whole(text: Any) -> Number:
    """A number as the protocol writes it: decimal, no sign, no zeros before it."""
    if not isinstance(text, str) or not text.isascii() or not text.isdigit() or len(text) > 1300 or (text[0] == "0" and text != "0"):
        raise Broken("a number is not written as numbers are")
    return number(text)


def exact(said: Any, *names: str, perhaps: tuple[str, ...] = ()) -> dict[str, Any]:
    """An object with these members, in this order."""
    if not isinstance(said, dict) or [name for name in said if name not in perhaps] != list(names):
        raise Broken(f"an object has not the members {', '.join(names)}")
    return said

"""What those above tell this domain: what a message answers, what may be made of it, and what follows its source."""

from datetime import datetime
from typing import Any

from beffroi.channels.base.models import Heard
from beffroi.kernel.registry import Registry
from beffroi.kernel.subjects import Subject


class Root:
    """A sort of publication of ours: which content of ours does a message under it speak about?"""

    kind: str

    def subject_of(self, heard: Heard) -> Subject | None:
        """None: not under a publication of this sort, or one that is about nothing."""
        raise NotImplementedError


class Intake:
    """Something the team may make of a message heard: shown under it in the inbox."""

    kind: str
    label: Any  # what the button says
    right: str
    icon: str = ""
    order: int = 50

    def is_offered(self, heard: Heard) -> bool:
        """May it be made of this message at all?"""
        return True

    def url(self, heard: Heard) -> str:
        """The page where it is done."""
        raise NotImplementedError

    def suggest(self, heard: Heard) -> str | None:
        """Why this would be a good use of this message, in one sentence; None where there is no reason to say so."""
        return None


class Use:
    """A kind of thing that messages become. All may be called twice."""

    kind: str  # the kind of its subject

    def withdraw(self, id: int, at: datetime) -> None:
        """Its author takes it back, there or here: gone from pages, counts, search and exports."""
        raise NotImplementedError

    def put_back(self, id: int, heard: Heard, at: datetime) -> None:
        """As it stood before."""

    def revise(self, id: int, heard: Heard, at: datetime) -> None:
        """Its author changed her words there."""


roots: Registry[Root] = Registry("root of answers from networks")
intakes: Registry[Intake] = Registry("use of a message from a network")
uses: Registry[Use] = Registry("thing made of messages from networks")

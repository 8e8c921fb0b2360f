"""What a kind of question is: how it is asked, what an answer is, how it is counted, said and exported."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from beffroi.kernel.registry import Registry
from beffroi.participation.surveys.conditions import ANSWERED, EMPTY, Said

ANSWERED_KEY = "#"
MOST_OPTIONS = 60


@dataclass(frozen=True)
class Line:
    """One line of a result: what it counts, and how many."""

    key: str
    label: str
    count: int


class Kind:
    """One kind. Answers ("values") are plain JSON; None is no answer. `question` is a row, or anything with its columns."""

    kind: str
    label: Any
    hint: Any = ""
    verbs: tuple[str, ...] = (ANSWERED, EMPTY)  # what conditions may test
    has_options = False
    is_text = False  # a free answer, kept as a Text too
    is_choice = False  # few keys: can be crossed, and weighted
    is_private = False  # its answers are never public, only how many there are
    extra: tuple[str, ...] = ()  # names of settings that the editor asks

    def field(self, question: Any, *, seed: int = 0, needed: bool = True) -> forms.Field:
        """The form field; its clean gives the value. `needed=False`: a draft, where nothing must be filled in."""
        raise NotImplementedError

    def initial(self, question: Any, value: Any) -> Any:
        return value

    def said(self, question: Any, value: Any) -> Said | None:
        return None if value is None else Said()

    def words(self, question: Any) -> frozenset[str] | None:
        """What conditions may name; None: numbers."""
        return frozenset()

    def sayable(self, question: Any, marks: frozenset[str]) -> list[Said | None]:
        """Answers that conditions with these marks can tell apart."""
        return [Said(), *self.silence(question)]

    def silence(self, question: Any) -> list[Said | None]:
        return [] if question.is_required else [None]

    def tallies(self, question: Any, value: Any) -> Iterable[str]:
        return ()

    def lines(self, question: Any, counts: dict[str, int]) -> list[Line]:
        """The result, line by line; nothing for kinds that are only counted."""
        return []

    def cell(self, question: Any, value: Any) -> str | int | float:
        """The value in one cell, from which `parse` makes it again."""
        raise NotImplementedError

    def parse(self, question: Any, cell: Any) -> Any:
        raise NotImplementedError

    def shape(self, question: Any, value: Any) -> dict[str, Any] | None:
        """A GeoJSON geometry."""
        return None

    def say(self, question: Any, value: Any) -> str:
        """The value in words."""
        return str(value)

    def meaning(self, question: Any) -> str:
        """What stands in its column, for the data dictionary."""
        return ""

    def check(self, question: Any) -> None:
        """ValidationError if the options or the settings make no sense."""

    def setting(self, question: Any, name: str, default: Any = None) -> Any:
        found = question.settings.get(name)
        return default if found is None or found == "" else found


kinds: Registry[Kind] = Registry("kind of question")


def shuffled(question: Any, seed: int) -> list[dict[str, Any]]:
    """The options in the order of this response: always the same for it. "Other" is no option and stays last."""
    options = list(question.options)
    if question.settings.get("shuffle") and seed:
        Random(f"{seed}:{question.key}").shuffle(options)  # noqa: S311  an order, no secret
    return options


def labels(question: Any) -> dict[str, str]:
    return {one["key"]: one["label"] for one in question.options}


def columns(question: Any) -> list[dict[str, str]]:
    return question.settings.get("columns") or []


def check_options(options: Sequence[dict[str, Any]], *, least: int = 2, what: str = "") -> None:
    if len(options) < least:
        raise ValidationError(what or _("Write at least two options, one a line."))
    if len(options) > MOST_OPTIONS:
        raise ValidationError(_("That is too many: %(n)d lines at most.") % {"n": MOST_OPTIONS})
    keys = [one["key"] for one in options]
    if len(set(keys)) != len(keys):
        raise ValidationError(_("Two options are the same."))


def plain(text: str) -> str:
    """What people write, without what no table can hold; line ends are one sign."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        sign for sign in text if sign in "\n\t" or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\x7f\ufffe\uffff")
    ).strip()

"""What the town asks of the floors above."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from beffroi.kernel.registry import Registry


@dataclass(frozen=True)
class Feature:
    """Something that a town may switch off."""

    kind: str
    label: Any
    help: Any = ""
    default: bool = True


features: Registry[Feature] = Registry("feature")


@dataclass(frozen=True)
class ContactWay:
    """One more way to reach the town hall, shown on its contact page."""

    kind: str
    label: Any
    url: Callable[[], str]
    text: Any = ""
    shown: Callable[[], bool] = lambda: True
    order: int = 50

    @property
    def address(self) -> str:
        return self.url()


contact_ways: Registry[ContactWay] = Registry("way of contact")


@dataclass(frozen=True)
class LegalPage:
    """A page that the law or honesty asks for; it is linked from the foot of every page and from the others."""

    kind: str
    label: Any
    url: Callable[[], str]
    order: int = 50

    @property
    def address(self) -> str:
        return self.url()


legal_pages: Registry[LegalPage] = Registry("legal page")


@dataclass(frozen=True)
class Processing:
    """One line of the register of processing (GDPR, article 30)."""

    label: Any
    purpose: Any
    basis: Any = ""
    data: Any = ""
    retention: Any = ""
    recipients: Any = ""


class ProcessingSource(Protocol):
    """Says what the floors above do with personal data."""

    kind: str

    def processings(self) -> Iterable[Processing]: ...


processings: Registry[ProcessingSource] = Registry("source of processings")

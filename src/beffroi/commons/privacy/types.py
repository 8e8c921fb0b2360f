"""What privacy asks of every domain: which personal data it keeps, and how to show and forget them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account
from beffroi.kernel.registry import Registry

PUBLIC_TASK = _("Task carried out in the public interest (GDPR, article 6.1.e)")
CONSENT = _("Your consent (GDPR, article 6.1.a)")
LEGAL_DUTY = _("Duty by law (GDPR, article 6.1.c)")


@dataclass(frozen=True)
class ExportFile:
    """A stored file that goes into the archive beside the rows: its name there, its path in the storage."""

    name: str
    path: str


Exported = Iterable[dict[str, Any] | ExportFile]


def nothing(account: Account, at: datetime) -> None:
    """To erase: nothing. What is kept names nobody once the voice has no name."""


@dataclass(frozen=True)
class PersonalData:
    """What one domain keeps of persons.

    `fields` names every column that leads to a person, as "proposals.Proposal.voice": a test finds the silent ones.
    `export` gives plain dictionaries (readable keys, no ids of others) and files. `erase` runs before the account goes,
    in one transaction with everybody else's, and may run for an account that has nothing. `forget` applies the
    retention rule; it runs every night.
    """

    kind: str
    label: Any
    purpose: Any
    retention: Any
    export: Callable[[Account], Exported]
    erase: Callable[..., None] = nothing  # called erase(account=…, at=…)
    fields: tuple[str, ...] = ()
    data: Any = ""  # which data, in a few words: "Texts, votes, dates"
    basis: Any = PUBLIC_TASK
    recipients: Any = ""
    forget: Callable[[datetime], Any] | None = None


@dataclass(frozen=True)
class ConsentKind:
    """Something that is done only if the person agrees. `apply` puts her answer into effect."""

    kind: str
    label: Any
    sentence: Any
    version: int
    apply: Callable[[Account, bool], None]


personal_data: Registry[PersonalData] = Registry("holder of personal data")
consent_kinds: Registry[ConsentKind] = Registry("kind of consent")
NOT_PERSONAL: dict[str, str] = {}


def not_personal(field: str, reason: str) -> None:
    """Say why a column that looks personal is not: not_personal("town.Town.email", "the town's own address")."""
    NOT_PERSONAL[field] = reason

"""The register of processing (GDPR, article 30), made from what the code really stores."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from beffroi.commons.privacy.types import PersonalData, personal_data
from beffroi.ground.town.types import Processing


@dataclass(frozen=True)
class Entry:
    """One holder as a line of the register, with the columns in which it keeps data."""

    holder: PersonalData
    columns: list[str]

    def as_dict(self) -> dict[str, Any]:
        holder = self.holder
        return {
            "activity": str(holder.label),
            "purpose": str(holder.purpose),
            "basis": str(holder.basis),
            "data": str(holder.data),
            "recipients": str(holder.recipients) or _("The team of the town."),
            "retention": str(holder.retention),
            "columns": self.columns,
        }


def entries() -> list[Entry]:
    """Every holder, by its label."""
    found = [Entry(holder, [_named(field) for field in holder.fields]) for holder in personal_data]
    return sorted(found, key=lambda entry: str(entry.holder.label))


def _named(field: str) -> str:
    """ "proposals.Proposal.voice", checked against the models: a register that lies stops the page."""
    label, model, name = field.split(".")
    apps.get_model(label, model)._meta.get_field(name)
    return field


class Register:
    """Tells the legal page of the town."""

    kind = "privacy"

    def processings(self) -> Iterable[Processing]:
        for entry in entries():
            said = entry.as_dict()
            yield Processing(
                label=said["activity"],
                purpose=said["purpose"],
                basis=said["basis"],
                data=said["data"],
                retention=said["retention"],
                recipients=said["recipients"],
            )

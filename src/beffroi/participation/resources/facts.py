from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ResourcePublished(Fact):
    said = pgettext_lazy("log", "A document was published.")
    resource_id: int
    component_id: int
    process_id: int
    kind: str

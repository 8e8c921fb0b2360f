from dataclasses import dataclass

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ResourcePublished(Fact):
    resource_id: int
    component_id: int
    process_id: int
    kind: str

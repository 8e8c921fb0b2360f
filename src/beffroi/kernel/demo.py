"""The demonstration town: domains register the part that they fill; `./beffroi demo` fills them in order, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.module_loading import import_string

from beffroi.kernel.registry import Registry

PASSWORD = "beffroi-demo-2026"  # noqa: S105  printed for everybody: the demonstration only


@dataclass(frozen=True)
class DemoPart:
    """`run(at)` writes through actions, with dates around `at`; lower orders first. `label` is shown as progress.

    `fill` is mostly a dotted path: what invents a town is not in the memory of the towns that are real.
    """

    kind: str
    order: int
    fill: Callable[[datetime], None] | str
    label: object = ""

    def run(self, at: datetime) -> None:
        fill: Callable[[datetime], None] = import_string(self.fill) if isinstance(self.fill, str) else self.fill
        fill(at)


@dataclass(frozen=True)
class DemoAccount:
    """Somebody as whom one may sign in."""

    kind: str  # the role
    email: str
    password: str = PASSWORD
    name: str = ""


demo_parts: Registry[DemoPart] = Registry("demo part")
demo_accounts: Registry[DemoAccount] = Registry("demo account")


def in_order() -> list[DemoPart]:
    return sorted(demo_parts, key=lambda part: (part.order, part.kind))

"""The demonstration town: domains register the part that they fill; `./beffroi demo` fills them in order, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from beffroi.kernel.registry import Registry

PASSWORD = "beffroi-demo-2026"  # noqa: S105  printed for everybody: the demonstration only


@dataclass(frozen=True)
class DemoPart:
    """`fill(at)` writes through actions, with dates around `at`; lower orders first. `label` is shown as progress."""

    kind: str
    order: int
    fill: Callable[[datetime], None]
    label: object = ""


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

"""What waits on the team's desk: each domain registers its tasks, `sites.desk` shows them, the side navigation counts them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beffroi.kernel.registry import Registry


@dataclass(frozen=True)
class DeskTask:
    """`label` is a sentence with the number left out: "Proposals to answer". `url` is an address or a lazy reverse."""

    kind: str
    label: Any
    right: str
    count: Callable[[Any, datetime], int]
    url: Any
    late: Callable[[Any, datetime], int] = lambda person, at: 0
    icon: str = ""
    order: int = 50


desk_tasks: Registry[DeskTask] = Registry("desk task")

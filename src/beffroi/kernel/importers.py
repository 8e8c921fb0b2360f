"""`./beffroi import KIND FILE…`: domains register what they can read."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from beffroi.kernel.registry import Registry


@dataclass
class Progress:
    """What an import did so far; bad lines are told with their number and passed over."""

    tell: Callable[[str], None] = print
    done: int = 0
    refused: list[str] = field(default_factory=list)
    every: int = 500

    def advance(self, count: int = 1) -> None:
        before, self.done = self.done // self.every, self.done + count
        if self.done // self.every > before:
            self.tell(f"… {self.done}")

    def refuse(self, where: str, why: object) -> None:
        """A line that cannot be read: told at once, and counted."""
        sentence = f"{where}: {why}"
        self.refused.append(sentence)
        self.tell(sentence)

    def lines(self, path: str, rows: Iterable[Any]) -> Iterator[tuple[int, Any]]:
        """Rows with their line number, progress included."""
        for number, row in enumerate(rows, start=1):
            yield number, row
            self.advance()


@dataclass(frozen=True)
class Importer:
    """`run(options, progress)` reads; the command prints the summary and ends with 1 if a line was refused."""

    kind: str
    help: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace, Progress], None]


importers: Registry[Importer] = Registry("importer")
register = importers.register

"""What neutrality asks of the domains above whose texts it looks at."""

from dataclasses import dataclass
from datetime import date, datetime

from beffroi.kernel.registry import Registry


@dataclass(frozen=True)
class Said:
    """A text as it is to be published. Alerts, legal notices and the opposition's own words are exempt."""

    text: str
    alts: tuple[str, ...] = ()
    publish_at: datetime | None = None
    is_exempt: bool = False


class Watched:
    """One object per kind of text that is looked at."""

    kind: str

    def said(self, id: int) -> Said:
        raise NotImplementedError

    def months(self, since: date, until: date) -> dict[date, int]:
        """How many were published in each month (its first day), in one query."""
        return {}


watched: Registry[Watched] = Registry("kind of text looked at in election periods")

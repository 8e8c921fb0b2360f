"""What supports ask of the owner of a subject, beyond permission and counters."""

from typing import Any

from beffroi.kernel.registry import Registry


class SupporterList:
    """Registered under the subject's kind by whoever wants names to be shown; without one, only the number is."""

    kind: str

    def shows_names(self, person: Any, id: int) -> bool:
        """Whether this person may read who supports that row."""
        raise NotImplementedError


supporter_lists: Registry[SupporterList] = Registry("list of supporters")

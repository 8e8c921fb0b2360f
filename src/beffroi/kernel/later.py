"""Heavy libraries that few requests need are loaded by the first one that does: the memory of a small machine is for pages.

    if TYPE_CHECKING:
        import segno
    else:
        segno = Later("segno")

Only for libraries from outside, and for our engines that need one of them: our other modules are imported at the top, always.
"""

from importlib import import_module
from typing import Any


class Later:
    """A module, or one name of it, that is imported when it is first used."""

    def __init__(self, module: str, name: str = "") -> None:
        self._module, self._name = module, name

    def _real(self) -> Any:
        module = import_module(self._module)
        return getattr(module, self._name) if self._name else module

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # looked for by whoever inspects modules, not used
            raise AttributeError(name)
        return getattr(self._real(), name)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._real()(*arguments, **named)

"""Pages that the service worker shows when there is no network: a shell without data, in place of a page that is never kept.

What the shell shows is in the device (IndexedDB); the page of the team itself is private and stays with the site.
"""

from dataclasses import dataclass

from beffroi.kernel.registry import Registry


@dataclass(frozen=True)
class Shell:
    """`pattern` is a regular expression of JavaScript on paths; `address` is the shell, by language; `files` are its static files."""

    kind: str
    pattern: str
    address: dict[str, str]
    files: tuple[str, ...] = ()


shells: Registry[Shell] = Registry("page without network")

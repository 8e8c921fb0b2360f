"""Settings from the environment: typed, documented, strict.

Each reader declares the setting; the operating manual is made from `SETTINGS`. A secret may come from a file
(`NAME_FILE`). A wrong value stops the start with one sentence.
"""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    name: str
    type: str
    default: str
    help: str


SETTINGS: dict[str, Setting] = {}


class WrongSetting(SystemExit):
    """Stops the start with one sentence."""


def _raw(name: str) -> str | None:
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise WrongSetting(f"{name}_FILE: cannot read {path} ({error.strerror}).") from None
    return os.environ.get(name)


def _declare(name: str, type: str, default: object, help: str) -> str | None:
    SETTINGS[name] = Setting(name, type, str(default), help)
    return _raw(name)


def text(name: str, default: str = "", *, help: str) -> str:
    found = _declare(name, "text", default, help)
    return default if found is None else found


def number(name: str, default: int, *, help: str, least: int | None = None, most: int | None = None) -> int:
    found = _declare(name, "number", default, help)
    if found in (None, ""):
        return default
    try:
        value = int(found or "")
    except ValueError:
        raise WrongSetting(f"{name} must be a whole number, not {found!r}.") from None
    if (least is not None and value < least) or (most is not None and value > most):
        raise WrongSetting(f"{name} must be between {least} and {most}, not {value}.")
    return value


def yes_no(name: str, default: bool, *, help: str) -> bool:
    found = _declare(name, "yes or no", "yes" if default else "no", help)
    if found in (None, ""):
        return default
    value = {"yes": True, "true": True, "1": True, "on": True, "no": False, "false": False, "0": False, "off": False}.get(found.lower())
    if value is None:
        raise WrongSetting(f"{name} must be yes or no, not {found!r}.")
    return value


def words(name: str, default: str = "", *, help: str) -> list[str]:
    found = _declare(name, "words separated by commas", default, help)
    return [word.strip() for word in (default if found is None else found).split(",") if word.strip()]


def path(name: str, default: str, *, help: str) -> Path:
    found = _declare(name, "path", default, help)
    return Path(found or default).expanduser().resolve()


def one_of(name: str, options: tuple[str, ...], default: str, *, help: str) -> str:
    found = _declare(name, "one of " + ", ".join(options), default, help)
    if found in (None, ""):
        return default
    if found not in options:
        raise WrongSetting(f"{name} must be one of {', '.join(options)}, not {found!r}.")
    return found or default

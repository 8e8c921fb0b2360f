"""Secrets at rest: sealed by AES-256-GCM with keys that are not in the database.

The keys stand in `sealing.keys` in the data folder (one a line, the newest first), or in the setting SEALING_KEYS. What
is sealed is bound to its place (table and column): moved elsewhere it does not open. `rotate` puts a new key first and
seals everything again.
"""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.db import models, transaction

FILE = "sealing.keys"
PREFIX = "s1"
BATCH = 200


class CannotOpen(Exception):
    """The key is missing, or what was sealed was changed or moved."""


class Hidden(dict):
    """An opened secret: used by its keys, never shown by accident in a log or a traceback."""

    def __repr__(self) -> str:
        return "<hidden>"

    __str__ = __repr__


def _path() -> Path:
    return Path(settings.DATA) / FILE


def _write(keys: list[bytes]) -> None:
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("".join(f"{base64.urlsafe_b64encode(key).decode()}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def _make() -> None:
    """The first key; of two processes that start at once, the second takes what the first wrote."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    mine = path.with_name(f".{FILE}.{os.getpid()}")
    descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() + "\n")
    try:
        os.link(mine, path)
    except FileExistsError:
        return
    finally:
        mine.unlink()


def keys() -> list[bytes]:
    """The keys, the newest first; the first one is made when there is none."""
    if settings.SEALING_KEYS:
        return [_key(word) for word in settings.SEALING_KEYS]
    if not _path().exists():
        _make()
    changed = _path().stat().st_mtime_ns
    return list(_read(str(_path()), changed))


@lru_cache(maxsize=2)
def _read(path: str, _changed: int) -> tuple[bytes, ...]:
    return tuple(_key(line) for line in Path(path).read_text().split())


def _key(word: str) -> bytes:
    key = base64.urlsafe_b64decode(word)
    if len(key) != 32:
        raise CannotOpen("a sealing key has 32 bytes, in base64")
    return key


def _name(key: bytes) -> str:
    return hashlib.sha256(b"beffroi sealing" + key).hexdigest()[:8]


def seal(data: Any, *, place: str) -> str:
    """JSON data, sealed for one place ("people.Proof.identity")."""
    key, nonce = keys()[0], secrets.token_bytes(12)
    closed = AESGCM(key).encrypt(nonce, json.dumps(data, separators=(",", ":")).encode(), place.encode())
    return ".".join([PREFIX, _name(key), base64.urlsafe_b64encode(nonce + closed).decode()])


def unseal(sealed: str, *, place: str) -> Any:
    """What was sealed; CannotOpen if the key is gone or a bit was changed."""
    prefix, _, rest = sealed.partition(".")
    name, _, body = rest.partition(".")
    key = next((key for key in keys() if _name(key) == name), None)
    if prefix != PREFIX or key is None:
        raise CannotOpen("no key opens this")
    raw = base64.urlsafe_b64decode(body)
    try:
        return json.loads(AESGCM(key).decrypt(raw[:12], raw[12:], place.encode()))
    except InvalidTag:
        raise CannotOpen("this was changed, or moved from its place") from None


class SealedField(models.TextField):
    """A dict that the database keeps sealed. Not searchable, never exported; {} when empty."""

    _pyi_private_set_type: Mapping[str, Any]  # type: ignore[assignment]
    _pyi_private_get_type: dict[str, Any]  # type: ignore[assignment]

    @property
    def place(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Hidden:
        return Hidden(unseal(value, place=self.place)) if value else Hidden()

    def to_python(self, value: Any) -> Hidden:
        return value if isinstance(value, Hidden) else Hidden(value or {})

    def get_prep_value(self, value: Any) -> str:
        return seal(dict(value), place=self.place) if value else ""

    def value_to_string(self, obj: models.Model) -> str:
        return ""


def sealed_columns() -> list[tuple[type[models.Model], str]]:
    return [(model, field.name) for model in apps.get_models() for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def rotate() -> int:
    """A new key (unless SEALING_KEYS gives them), everything sealed again with the newest, old keys dropped. Gives the rows."""
    if not settings.SEALING_KEYS:
        _write([secrets.token_bytes(32), *keys()])
    done = sum(_seal_again(model, name) for model, name in sealed_columns())
    if not settings.SEALING_KEYS:
        _write(keys()[:1])
    return done


def _seal_again(model: type[models.Model], name: str) -> int:
    done, after = 0, 0
    while True:
        with transaction.atomic():
            rows = list(model._base_manager.select_for_update().filter(pk__gt=after).order_by("pk").only("pk", name)[:BATCH])
            for row in rows:
                if value := getattr(row, name):
                    model._base_manager.filter(pk=row.pk).update(**{name: value})
                    done += 1
        if not rows:
            return done
        after = rows[-1].pk

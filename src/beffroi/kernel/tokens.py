"""Signed links: bound to one purpose, with an age; nothing is stored."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.core import signing


def sign(purpose: str, data: Any, *, at: datetime) -> str:
    """A token that says `data`, for one purpose. Readable by whoever holds it: no secrets inside."""
    said = json.dumps([int(at.timestamp()), data], separators=(",", ":"))
    return signing.Signer(salt=f"beffroi.{purpose}").sign(signing.b64_encode(said.encode()).decode())


def read(purpose: str, token: str, *, at: datetime, max_age: timedelta | int) -> Any | None:
    """What the token says; None if it is false, for something else, too old, or from the future."""
    longest = max_age if isinstance(max_age, timedelta) else timedelta(seconds=max_age)
    if len(token) > 8000:
        return None
    try:
        said = signing.Signer(salt=f"beffroi.{purpose}").unsign(token)
        made_at, data = json.loads(signing.b64_decode(said.encode()))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    age = at.timestamp() - made_at
    return data if -60 <= age <= longest.total_seconds() else None

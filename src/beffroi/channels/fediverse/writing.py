"""The bytes of a document, as they are signed and sent."""

import json
from typing import Any


def written(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

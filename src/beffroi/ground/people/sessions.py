"""Sessions in the database, with columns that let a person see and close them.

Not `cached_db`: with several processes a closed session would live on in the others' memory.
"""

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from beffroi.ground.people.models import Session


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls):
        return Session

    def create_model_instance(self, data):
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.account_id = data.get("_auth_user_id") or None
        row.device = str(data.get("device", ""))[:80]
        row.signed_in_at = _moment(data.get("signed_in_at"))
        row.seen_at = _moment(data.get("seen_at"))
        return row


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

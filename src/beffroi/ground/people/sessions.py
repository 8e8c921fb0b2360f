"""Sessions in the database, with columns that let a person see and close them.

Not `cached_db`: with several processes a closed session would live on in the others' memory.
"""

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from beffroi.ground.people.models import Account, Session
from beffroi.kernel.prepared import Prepared

_READ: Prepared[Session] = Prepared(
    lambda key, now: Session.objects.select_related("account__voice__avatar").filter(session_key=key, expire_date__gt=now)[:1],
    key=CharField(), now=DateTimeField(),
)  # fmt: skip


class SessionStore(DatabaseStore):
    account: Account | None = None  # whose it was when it was read

    @classmethod
    def get_model_class(cls):
        return Session

    def load(self):
        """With the account and its voice, which every page of a signed-in person needs: one question instead of two."""
        row = _READ.first(key=self.session_key, now=timezone.now())
        if row is None:
            self._session_key = None
            return {}
        self.account = row.account
        return self.decode(row.session_data)

    def create_model_instance(self, data):
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.account_id = data.get("_auth_user_id") or None
        row.device = str(data.get("device", ""))[:80]
        row.signed_in_at = _moment(data.get("signed_in_at"))
        row.seen_at = _moment(data.get("seen_at"))
        return row


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

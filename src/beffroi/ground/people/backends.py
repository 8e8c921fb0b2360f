from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.auth.backends import ModelBackend

from beffroi.ground.people.models import Account

_read_already: ContextVar[Account | None] = ContextVar("read_already", default=None)


@contextmanager
def read_already(account: Account | None) -> Iterator[None]:
    """Within it `get_user` takes this account, if it is the one that is asked for."""
    token = _read_already.set(account)
    try:
        yield
    finally:
        _read_already.reset(token)


class PeopleBackend(ModelBackend):
    """E-mail and password; loads the voice with the account, because every page of a signed-in person needs both."""

    def get_user(self, user_id):
        account = _read_already.get()
        if account is None or account.pk != user_id:
            account = Account.objects.select_related("voice__avatar").filter(pk=user_id).first()
        return account if account and self.user_can_authenticate(account) else None

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY, AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client


@pytest.fixture
def at_the_desk() -> Callable[[Any], Client]:
    """at_the_desk(person): a browser signed in with a second factor. (People stand above: their helper is out of reach.)"""

    def enter(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(person)
        session.save()
        return client

    return enter

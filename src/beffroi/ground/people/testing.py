"""For tests of any domain: a browser that is signed in, as far as one wants."""

import time

from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY, AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client
from django.utils import timezone

from beffroi.ground.people.models import Account


def sign_in(client: Client, account: Account, *, two_factors: bool = True, fresh: bool = True) -> Client:
    """Sign a test client in: with a second factor (what the desk asks for), just now (what delicate pages ask for)."""
    client.force_login(account)
    session = client.session
    at = time.time() - (0 if fresh else 3600)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "code", "at": at, "reauthenticated": True},
        *([{"method": "mfa", "type": "totp", "at": at}] if two_factors else []),
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(account)
    session["seen_at"] = timezone.now().isoformat()
    session.save()
    return client

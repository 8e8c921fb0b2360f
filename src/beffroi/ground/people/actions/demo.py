"""The second factor of the demonstration accounts: known, and shown where it is asked. Only where DEMO is set."""

import base64
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.utils.crypto import salted_hmac

from beffroi.ground.people.models import Account

PERIOD = 30


def demo_secret(account: Account) -> str:
    """The known secret of a demonstration account."""
    raw = salted_hmac("beffroi.people.demo-factor", str(account.email), secret=settings.SECRET_KEY, algorithm="sha1").digest()
    return base64.b32encode(raw).decode()


def give_demo_factor(*, account: Account) -> None:
    """Give a team account of the demonstration a second factor whose code the sign-in page shows."""
    if not settings.DEMO:
        raise RuntimeError("Only a demonstration has known second factors.")
    Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(account, demo_secret(account))


def demo_factor(account: Account) -> Authenticator | None:
    """The known factor of a demonstration account; None for any other account, and outside of a demonstration."""
    if not settings.DEMO:
        return None
    row = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    return row if row and decrypt(row.data["secret"]) == demo_secret(account) else None


def demo_code(account: Account) -> str:
    """The present code of a demonstration account; empty for any other account, and outside of a demonstration."""
    if demo_factor(account) is None:
        return ""
    return format_hotp_value(hotp_value(demo_secret(account), int(time.time()) // PERIOD))

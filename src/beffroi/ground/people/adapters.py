"""What allauth asks us: our mails, our name, our sessions, our way of keeping secrets."""

import base64
import hashlib
import time
from functools import cache
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import override

from beffroi.ground.people.actions.sessions import note_seen
from beffroi.ground.people.devices import device_name
from beffroi.ground.people.models import Account
from beffroi.ground.town.models import Town
from beffroi.kernel import clock, mail

TEAM_SESSION = 12 * 3600


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by `people.actions.create_account`, after a confirmed address."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The notices of allauth (a key was added, a password changed) go the way of all our mails."""
        account = context.get("user")
        language = account.language if isinstance(account, Account) else settings.LANGUAGE_CODE
        context = {**context, "town": Town.current().name, "site": mail.site()}
        with override(language):
            subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
            text = render_to_string(f"{template_prefix}_message.txt", context).strip() + "\n"
        name = template_prefix.rsplit("/", 1)[-1]
        mail.send(to=email, subject=subject, text=text, key=f"{name}-{account.pk if account else 0}-{time.time_ns()}", language=language)

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, context: dict | None = None, email: str | None = None
    ) -> None:
        if isinstance(user, Account) and (email or user.email):
            self.send_mail(template_prefix, email or user.email or "", {**(context or {}), "user": user})

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        at = clock.now()
        session = request.session
        session["device"] = device_name(request.META.get("HTTP_USER_AGENT", ""))
        session["signed_in_at"] = session["seen_at"] = at.isoformat()
        if isinstance(user, Account):
            if user.is_team:
                session.set_expiry(TEAM_SESSION)  # a desk is left open more easily than a phone
            note_seen(account_id=user.pk, at=at)

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """The page of the recovery codes shows them: no message says that it does."""
        if message_template != "mfa/messages/recovery_codes_generated.txt":
            super().add_message(request, level, message_template, *args, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Never by allauth: `people.gates.fresh` stands before all its pages that change a factor, and knows that a passkey is fresh."""
        return False

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        """One page of ours asks for whatever the person has."""
        return []


class MfaAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        return Town.current().name

    def _get_site_name(self) -> str:
        return Town.current().name

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def is_mfa_enabled(self, user: AbstractBaseUser, types: list[str] | None = None) -> bool:
        """A passkey of a citizen is one more key to her door; a passkey of the team is also a lock on the others."""
        if (
            types
            and set(types) == {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}
            and isinstance(user, Account)
            and not user.is_team
        ):
            types = [Authenticator.Type.TOTP]
        return super().is_mfa_enabled(user, types)


@cache
def _box() -> Fernet:
    """Secrets of second factors are unreadable without the installation's key."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"beffroi.people.factors:" + settings.SECRET_KEY.encode()).digest()))

"""Mails that warn a person of a change in her account."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.ground.people.models import Account
from beffroi.ground.town.models import Town
from beffroi.kernel import mail


def tell_former_address(*, account: Account, former: str, at: datetime) -> None:
    """The address that was replaced is told, so that a thief cannot take an account away unseen."""
    with override(account.language):
        _send(account, former, "address_changed", _("Your e-mail address was changed"), at)


def tell_password_changed(*, account: Account, at: datetime) -> None:
    """A changed password is told."""
    if account.email:
        with override(account.language):
            _send(account, account.email, "password_changed", _("Your password was changed"), at)


def _send(account: Account, to: str, name: str, subject: str, at: datetime) -> None:
    town = Town.current()
    text = render_to_string(f"people/mail/{name}.txt", {"town": town.name, "contact": town.email, "at": at})
    mail.send(to=to, subject=subject, text=text, key=f"{name}-{account.pk}-{at.timestamp()}", language=account.language)

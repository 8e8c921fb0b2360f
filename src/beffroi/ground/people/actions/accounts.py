from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.ground.people.actions.roles import grant_role
from beffroi.ground.people.actions.sessions import close_all_sessions
from beffroi.ground.people.actions.voices import empty_voice
from beffroi.ground.people.facts import AccountCreated, AccountErased
from beffroi.ground.people.models import Account, EmailProof, Voice, WaitingAct
from beffroi.ground.people.rights import ADMINISTRATOR
from beffroi.ground.people.rules import must_have_right, must_not_imitate
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require


@transaction.atomic
def create_account(
    *,
    email: str | None,
    name: str,
    at: datetime,
    password: str | None = None,
    roles: Iterable[str] = (),
    language: str = "fr",
    is_assisted: bool = False,
) -> Account:
    """Somebody new, whose address is confirmed, with a voice of that name. ValidationError if the address is taken."""
    email = email.strip().lower() if email else None
    if email and Account.objects.filter(email=email).exists():
        raise ValidationError({"email": _("An account already has this e-mail address.")})
    require(must_not_imitate(name))
    account = Account(email=email, language=language, is_assisted=is_assisted, email_confirmed_at=at if email else None, seen_at=at)
    account.set_password(password)
    account.save()
    voice = Voice.objects.create(kind=Voice.PERSON, name=name.strip(), account=account)
    for role in roles:
        grant_role(account=account, role=role, at=at)
    record(AccountCreated(account_id=account.pk, voice_id=voice.pk))
    return account


def create_administrator(*, email: str, name: str, at: datetime, password: str | None = None) -> Account:
    """The first account of a town; an existing one is given the role. For the command `create-admin`."""
    validate_email(email.strip())
    account = Account.objects.filter(email=email.strip().lower()).first()
    if account is None:
        return create_account(email=email, name=name, at=at, password=password, roles=[ADMINISTRATOR])
    grant_role(account=account, role=ADMINISTRATOR, at=at)
    if password:
        change_password(account=account, password=password, at=at)
    return account


@transaction.atomic
def register_assisted(*, agent: Account, name: str, at: datetime, email: str | None = None, language: str = "fr") -> Account:
    """An agent registers a person at the counter, who may have no e-mail address."""
    require(must_have_right(agent, "people:person:represent"))
    account = create_account(email=email, name=name, at=at, language=language, is_assisted=True)
    if email:  # the agent typed it: nobody has shown yet that she reads it
        Account.objects.filter(pk=account.pk).update(email_confirmed_at=None)
        account.email_confirmed_at = None
    ledger.append(kind="person-registered", subject=None, data={"account": account.pk, "by": agent.pk}, at=at)
    return account


@transaction.atomic
def attach_email(*, account: Account, email: str, agent: Account, at: datetime) -> None:
    """A person helped at the counter now has an address: with it she can take her account over."""
    require(must_have_right(agent, "people:person:represent"))
    if not account.is_assisted or account.email:
        raise ValidationError(_("This person already has an e-mail address and changes it herself."))
    change_email(account=account, email=email, at=at)
    Account.objects.filter(pk=account.pk).update(email_confirmed_at=None)
    ledger.append(kind="person-address", subject=None, data={"account": account.pk, "by": agent.pk}, at=at)


@transaction.atomic
def change_email(*, account: Account, email: str, at: datetime) -> None:
    """The address was confirmed. ValidationError if somebody else has it."""
    email = email.strip().lower()
    if Account.objects.filter(email=email).exclude(pk=account.pk).exists():
        raise ValidationError({"email": _("Another account already has this e-mail address.")})
    Account.objects.filter(pk=account.pk).update(email=email, email_confirmed_at=at)
    EmailProof.objects.filter(account=account, used_at=None).delete()
    account.email, account.email_confirmed_at = email, at


def confirm_email(*, account: Account, at: datetime) -> None:
    """She showed that she reads the address that somebody else typed for her."""
    Account.objects.filter(pk=account.pk).update(email_confirmed_at=at)
    account.email_confirmed_at = at


def change_language(*, account: Account, language: str) -> None:
    """The language of the mails that this person receives."""
    Account.objects.filter(pk=account.pk).update(language=language)
    account.language = language


@transaction.atomic
def change_password(*, account: Account, password: str | None, at: datetime, keep_session: str = "") -> None:
    """A new password, or none any more; every other session is closed."""
    account.set_password(password)
    account.save(update_fields=["password"])
    close_all_sessions(account=account, but=keep_session)


@transaction.atomic
def erase_account(*, account: Account, at: datetime) -> None:
    """The person is gone: no address, name, picture, password or key is left, and nobody can sign in.

    Content keeps its voice, now nameless and tied to nobody. `privacy.actions.erase` calls this last, after every
    other domain erased what it holds.
    """
    voice = Voice.objects.filter(account=account).first()
    voice_id = voice.pk if voice else 0
    if voice:
        empty_voice(voice=voice)
    Authenticator.objects.filter(user=account).delete()
    EmailProof.objects.filter(account=account).delete()
    if account.email:
        EmailProof.objects.filter(email=account.email).delete()
    WaitingAct.objects.filter(account=account).delete()
    account.grants.all().delete()
    account.readings.all().delete()
    account.representations.update(reason="…")
    close_all_sessions(account=account)
    account.email, account.email_confirmed_at, account.is_active, account.erased_at, account.seen_at = None, None, False, at, None
    account.set_unusable_password()
    account.save()
    account.forget_roles()
    record(AccountErased(account_id=account.pk, voice_id=voice_id))

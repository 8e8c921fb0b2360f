"""The town's accounts: connected by the wizard, tested, paused when the network refuses, closed without losing their past."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.channels.base.facts import AccountConnected, AccountTroubled
from beffroi.channels.base.models import Account
from beffroi.channels.base.rules import may_manage
from beffroi.channels.base.types import Connection, channels
from beffroi.ground.people.models import Account as Person
from beffroi.kernel import edition, ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject


@transaction.atomic
def connect(*, kind: str, name: str, address: str = "", settings: dict | None = None) -> Account:
    """The town's account on a channel of the house; calling it again changes nothing."""
    account, _created = Account.objects.get_or_create(
        kind=channels[kind].kind,
        name=name,
        defaults={
            "address": address,
            "settings": settings or {},
            "publishes": channels[kind].publishes,
            "is_default": channels[kind].publishes,
            "is_listed": channels[kind].publishes,
        },
    )
    return account


@transaction.atomic
def keep_connection(*, kind: str, connection: Connection, person: Person, at: datetime) -> Account:
    """An account that was just connected. The same account of the network again keeps its row, its past and its settings."""
    require(may_manage(person))
    found = Account.objects.select_for_update().filter(kind=kind, remote_id=connection.remote_id).first()
    account = found or Account(kind=kind, remote_id=connection.remote_id, name=_free_name(kind, connection.name))
    account.address = connection.address or account.address
    if not channels[kind].publishes:
        account.publishes = account.is_default = account.is_listed = False
    account.settings = {**account.settings, **connection.settings}
    account.secrets = dict(connection.secrets)
    account.expires_at, account.reminded_days = connection.expires_at, None
    account.trouble, account.needs_consent, account.paused_at, account.closed_at, account.probed_at = "", False, None, None, at
    account.save()
    ledger.append(kind="channel_connected", subject=Subject("channel_account", account.pk), data={"channel": kind}, at=at)
    record(AccountConnected(account_id=account.pk, channel=kind))
    edition.bump()
    return account


def _free_name(kind: str, name: str) -> str:
    taken = set(Account.objects.filter(kind=kind).values_list("name", flat=True))
    tries = (name[:110] if n == 1 else f"{name[:110]} ({n})" for n in range(1, 1000))
    return next(word for word in tries if word not in taken)


@transaction.atomic
def describe(*, account: Account, person: Person, name: str, speaks: str, audience: str, is_default: bool, is_listed: bool) -> Account:
    """What the register of official accounts says of it."""
    require(may_manage(person))
    account.name, account.speaks, account.audience = name, speaks, audience
    account.is_default, account.is_listed = is_default, is_listed
    account.save(update_fields=["name", "speaks", "audience", "is_default", "is_listed"])
    edition.bump()
    return account


@transaction.atomic
def keep_secrets(
    *,
    account: Account,
    secrets: Mapping[str, Any],
    at: datetime,
    expires_at: datetime | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Account:
    """New tokens of an account, sealed (a session that was renewed, a refreshed consent)."""
    kept = Account.objects.select_for_update().get(pk=account.pk)
    kept.secrets = {**kept.secrets, **secrets}
    kept.settings = {**kept.settings, **(settings or {})}
    if expires_at:
        kept.expires_at, kept.reminded_days = expires_at, None
    kept.save(update_fields=["secrets", "settings", "expires_at", "reminded_days"])
    account.secrets, account.settings, account.expires_at = kept.secrets, kept.settings, kept.expires_at
    return kept


@transaction.atomic
def keep_limits(*, account: Account, limits: Mapping[str, Any], at: datetime) -> None:
    """What the network itself says that it accepts."""
    Account.objects.filter(pk=account.pk).update(read_limits=dict(limits), limits_read_at=at)
    account.read_limits = dict(limits)


@transaction.atomic
def set_trouble(*, account: Account, sentence: str, at: datetime, needs_consent: bool = False) -> None:
    """What the last look found; the team is told when it is new and only a person can help."""
    before = Account.objects.select_for_update().get(pk=account.pk)
    Account.objects.filter(pk=account.pk).update(trouble=sentence, needs_consent=needs_consent, probed_at=at)
    if sentence and (sentence, needs_consent) != (before.trouble, before.needs_consent):
        record(AccountTroubled(account_id=account.pk, channel=account.kind, needs_consent=needs_consent))


@transaction.atomic
def pause(*, account: Account, person: Person, at: datetime) -> None:
    """Nothing goes out there until it is resumed."""
    require(may_manage(person))
    Account.objects.filter(pk=account.pk, paused_at=None).update(paused_at=at)
    edition.bump()


@transaction.atomic
def resume(*, account: Account, person: Person, at: datetime) -> None:
    require(may_manage(person))
    Account.objects.filter(pk=account.pk).update(paused_at=None)
    edition.bump()


@transaction.atomic
def close(*, account: Account, person: Person, at: datetime) -> None:
    """Disconnected: its secrets are erased, what it published keeps its trace."""
    require(may_manage(person))
    account = Account.objects.select_for_update().get(pk=account.pk)
    account.closed_at, account.paused_at, account.secrets, account.is_default = at, at, {}, False
    account.save(update_fields=["closed_at", "paused_at", "secrets", "is_default"])
    ledger.append(kind="channel_closed", subject=Subject("channel_account", account.pk), data={"channel": account.kind}, at=at)
    edition.bump()


@transaction.atomic
def remind(*, account: Account, days: int, at: datetime) -> None:
    """The consent ends soon: said once for each of the days agreed."""
    before = Account.objects.select_for_update().get(pk=account.pk)
    if before.reminded_days is None or days < before.reminded_days:
        Account.objects.filter(pk=account.pk).update(reminded_days=days)
        record(AccountTroubled(account_id=account.pk, channel=account.kind, needs_consent=True))

from datetime import datetime

from beffroi.ground.people.models import Account, Session


def note_seen(*, account_id: int, at: datetime) -> None:
    """The account is in use: it will not be erased as sleeping."""
    Account.objects.filter(pk=account_id, erased_at=None).update(seen_at=at)


def close_session(*, account: Account, key: str) -> bool:
    """Sign one browser out."""
    return bool(Session.objects.filter(account=account, session_key=key).delete()[0])


def close_other_sessions(*, account: Account, but: str) -> int:
    """Sign every other browser out."""
    return close_all_sessions(account=account, but=but)


def close_all_sessions(*, account: Account, but: str = "") -> int:
    """Sign every browser out, except perhaps the one in use."""
    return Session.objects.filter(account=account).exclude(session_key=but).delete()[0]

"""`./beffroi channels check`: every connected account is asked now; nothing is published."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from beffroi.channels.base import actions
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import ChannelError, Health, channels


def check_all(*, tell: Callable[[str], None], at: datetime) -> int:
    """One line for each; how many do not answer."""
    wrong = 0
    accounts = list(Account.objects.filter(closed_at=None).order_by("kind", "name", "pk"))
    for account in accounts:
        word, sentence = check(account, at)
        wrong += word == "WRONG"
        ends = _("consent ends on %(day)s") % {"day": f"{account.expires_at:%Y-%m-%d}"} if account.expires_at else ""
        tell("  ".join(part for part in (f"{word:<7}{account.kind:<12}{account.name}", sentence, ends) if part))
    if not accounts:
        tell(_("No account is connected."))
    return wrong


def check(account: Account, at: datetime) -> tuple[str, str]:
    """ok, paused, WRONG or unknown, and the network's sentence. What was found stands at the desk as well."""
    if account.kind not in channels:
        return "unknown", _("this software has no adapter of this kind any more")
    if account.paused_at:
        return "paused", _("paused by the team: not asked")
    try:
        health = channels[account.kind].probe(account)
    except ChannelError as error:
        health = Health(ok=False, sentence=str(error), needs_person=error.reauthorise)
    except (LookupError, ValueError, TypeError, AttributeError, OSError) as error:
        # An answer that the adapter cannot read must not hide the accounts after it.
        health = Health(ok=False, sentence=repr(error)[:200])
    actions.set_trouble(account=account, sentence="" if health.ok else str(health.sentence), needs_consent=health.needs_person, at=at)
    return ("ok" if health.ok else "WRONG"), str(health.sentence)

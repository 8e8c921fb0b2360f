from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.commons.privacy.types import PersonalData, personal_data
from beffroi.ground.people.models import Account
from beffroi.kernel.sitemaps import SitemapSection, sitemap_sections
from beffroi.participation.debates.actions import address, forget_author
from beffroi.participation.debates.models import Debate


def kind(name: str, label: Any, sentence: Any, group: str) -> None:
    """A notification whose lazy sentence takes its places from the params."""

    def said(params: dict[str, Any], language: str) -> str:
        with override(language):
            return str(sentence) % params

    notification_kinds.register(NotificationKind(f"debates:{name}", label, said, group))


sentence = _("What came out of the debate “%(title)s”: read the summary.")
kind("concluded", _("A debate where I spoke is summed up"), sentence, "own")
kind("concluded-followed", _("A debate that I follow is summed up"), sentence, "followed")


def pages() -> Iterator[tuple[str, datetime | None]]:
    """Debates change after their component was published: the map of the site says when."""
    rows = Debate.objects.filter(hidden_at=None, component__published_at__isnull=False, component__process__published_at__isnull=False)
    for row in rows.select_related("component__process").order_by("-pk").iterator():
        yield address(row), row.edited_at or row.component.published_at


sitemap_sections.register(SitemapSection("debates", pages))


def kept_of(account: Account) -> Iterator[dict[str, Any]]:
    voice = getattr(account, "voice", None)
    for row in Debate.objects.filter(concluded_by=voice).select_related("component__process") if voice else ():
        yield {
            gettext("You summed up the debate"): row.question,
            gettext("In"): row.component.process.title,
            gettext("On"): row.concluded_at,
        }


def erase(account: Account, at: datetime) -> None:
    voice = getattr(account, "voice", None)
    if voice is not None:
        forget_author(voice=voice)


personal_data.register(
    PersonalData(
        kind="debates",
        label=_("Summaries of debates"),
        purpose=_("Knowing who in the team wrote a closing summary. Contributions are messages."),
        data=_("Author and date of the summary."),
        retention=_("The summary stays; its author is forgotten with the account."),
        export=kept_of,
        erase=erase,
        fields=("debates.Debate.concluded_by",),
    )
)

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.privacy.types import PersonalData, not_personal, personal_data
from beffroi.ground.media.types import keepers
from beffroi.ground.people.models import Account
from beffroi.kernel.asked import answer
from beffroi.kernel.routes import mount
from beffroi.participation.open311 import actions, forwarding
from beffroi.participation.open311.access import CHECK, KEYS
from beffroi.participation.open311.models import Held
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

__all__ = ["forwarding"]

mount("open311/", "beffroi.participation.open311.urls", localized=False)
mount("bureau/open311/", "beffroi.participation.open311.desk_urls")


def is_used() -> bool:
    return bool(answer("reports"))


nav.footer.register(
    nav.Entry("open311", _("Reports for applications (Open311)"), "open311:about", order=59, group=nav.IN_THE_OPEN, shown=is_used)
)
nav.desk.register(
    nav.Entry(
        "open311",
        pgettext_lazy("open311", "Applications"),
        "open311_desk:keys",
        icon="link",
        right=KEYS,
        order=44,
        group=_("Participation"),
    )
)


def waiting(person: Any, at: datetime) -> int:
    return Held.objects.filter(decided_at=None).count()


def late(person: Any, at: datetime) -> int:
    return Held.objects.filter(decided_at=None, created_at__lt=at - timedelta(days=2)).count()


held_url = reverse_lazy("open311_desk:held")
desk_tasks.register(DeskTask("open311-held", _("Reports of applications to read"), CHECK, waiting, held_url, late, icon="inbox", order=18))


class HeldPictures:
    """Pictures of reports that wait are needed, though no row points to them yet."""

    kind = "open311"

    def images(self, ids: Collection[int]) -> set[int]:
        kept: set[int] = set()
        for row in Held.objects.filter(decided_at=None).iterator():
            kept |= set(row.data.get("images", []))
        return kept & set(ids)

    def documents(self, ids: Collection[int]) -> set[int]:
        return set()

    def videos(self, ids: Collection[int]) -> set[int]:
        return set()


keepers.register(HeldPictures())


def kept_of(account: Account) -> Iterator[dict[str, Any]]:
    return iter(())


personal_data.register(
    PersonalData(
        kind="open311",
        label=_("Reports by applications"),
        purpose=_("Receiving reports from applications, and knowing whom to write to when one misbehaves."),
        data=_("Address of whoever runs an application; what a person wrote in an application, sealed until the team has decided."),
        retention=_("Reports that wait are forgotten after thirty days. Keys stay until they are deleted with the site."),
        export=kept_of,
        forget=lambda at: actions.forget_held(at=at),
        fields=("open311.ApiKey.created_by", "open311.ApiKey.contact", "open311.Held.data"),
    )
)
not_personal("open311.ApiKey.name", "the name of an application")

"""Addresses, entries, what stands beside the pages of others, personal data."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.fediverse.documents import handle
from beffroi.channels.fediverse.models import FediverseActor
from beffroi.crossings.presence import from_moderation, holder, roots, sources
from beffroi.crossings.presence.access import MANAGE
from beffroi.crossings.presence.models import LinkedAccount, Presence
from beffroi.ground.people.models import Account
from beffroi.ground.people.types import AccountSection, account_sections
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.routes import mount
from beffroi.ui import nav
from beffroi.ui.beside import Beside, besides
from beffroi.ui.nav import Entry

__all__ = ["from_moderation", "holder", "roots", "sources"]

mount("depuis-mastodon/", "beffroi.crossings.presence.urls")
mount("bureau/presence/", "beffroi.crossings.presence.urls_desk")
mount("compte/ailleurs/", "beffroi.crossings.presence.urls_mine")
nav.desk.register(
    Entry(
        "presence", pgettext_lazy("presence", "What can be followed"), "presence_desk:index", order=21, icon="people", right=MANAGE,
        group=_("Speak"),
    )
)  # fmt: skip


def is_followable() -> bool:
    return bool(answer("followable"))


asked.register(Asked("followable", lambda: Presence.objects.filter(actor__closed_at=None).exclude(actor=None).values("pk")))
nav.footer.register(Entry("follow", _("Follow from Mastodon"), "presence:index", order=61, group=nav.BE_TOLD, shown=is_followable))


def _linked(account: Account) -> str:
    return ", ".join(LinkedAccount.objects.filter(account=account).order_by("pk").values_list("address", flat=True))


account_sections.register(AccountSection("elsewhere", _("Accounts elsewhere"), "linked:index", order=35, sentence=_linked))


def _actor(page: str, id: str) -> FediverseActor | None:
    """Asked once for the two places of a page."""
    return until_changed(f"presence:{page}:{id}", lambda: _read(page, id))


def _read(page: str, id: str) -> FediverseActor | None:
    rows = Presence.objects.select_related("actor").defer("actor__private", "actor__public_pem")
    row = rows.filter(kind=page, ref=id, actor__closed_at=None).exclude(actor=None).first()
    return row.actor if row else None


def button(page: str, id: str) -> SafeString | None:
    """How to follow this from elsewhere."""
    actor = _actor(page, id)
    if actor is None:
        return None
    context = {"url": reverse("presence:follow", args=[actor.pk]), "handle": handle(actor)}
    return SafeString(render_to_string("presence/_button.html", context))


def head(page: str, id: str) -> SafeString | None:
    """A server that is given the address of the page finds the account."""
    actor = _actor(page, id)
    return format_html('<link rel="alternate" type="application/activity+json" href="{}">', actor.uri) if actor else None


besides.register(Beside("presence", render=button, head=head))

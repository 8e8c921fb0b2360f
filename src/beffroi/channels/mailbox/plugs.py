from datetime import datetime

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.mailbox import holder
from beffroi.channels.mailbox.actions import doorstep, write
from beffroi.channels.mailbox.forms import FORM
from beffroi.commons.notifications.types import AnswerDoor, answer_doors
from beffroi.ground.people.guests import GuestAct, guest_acts
from beffroi.ground.people.models import Account
from beffroi.ground.town.rules import must_be_switched_on
from beffroi.ground.town.types import ContactWay, Feature, contact_ways, features
from beffroi.kernel.routes import mount
from beffroi.kernel.sitemaps import SitemapSection, sitemap_sections
from beffroi.kernel.subjects import Subject
from beffroi.ui import nav

__all__ = ["holder"]

mount("contact/", "beffroi.channels.mailbox.urls")


def is_on() -> bool:
    return must_be_switched_on(FORM) is None


def perform(account: Account, data: dict, at: datetime) -> str:
    """The letter that a visitor wrote before we knew her."""
    write(person=account, subject=str(data["title"]), text=str(data["text"]), at=at)
    return reverse("mailbox:thanks")


class Doors(AnswerDoor):
    kind = "mailbox"

    def address(self, account: Account, subject: Subject, at: datetime) -> str:
        return doorstep(person=account, subject=subject, at=at)


answer_doors.register(Doors())
features.register(Feature(FORM, _("Contact form"), _("Write to the town hall from the site; the message comes into the inbox.")))
guest_acts.register(GuestAct("mailbox:write", _("write to the town hall"), perform))
nav.footer.register(
    nav.Entry("write", pgettext_lazy("contact", "Write to the town hall"), "mailbox:write", order=22, group=nav.TOWN_HALL, shown=is_on)
)
contact_ways.register(
    ContactWay("form", pgettext_lazy("contact", "Write to the town hall"), lambda: reverse("mailbox:write"), shown=is_on, order=10)
)
sitemap_sections.register(SitemapSection("contact", lambda: [(str(reverse_lazy("mailbox:write")), None)] if is_on() else []))

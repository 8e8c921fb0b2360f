from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.channels.newsletter import holder, importing, queries
from beffroi.channels.newsletter.access import WRITE
from beffroi.channels.newsletter.models import Letter
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.routes import mount
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["holder", "importing"]

mount("lettre/", "beffroi.channels.newsletter.urls")
mount("suivre/", "beffroi.channels.newsletter.urls_links", localized=False)
mount("bureau/lettres/", "beffroi.channels.newsletter.urls_desk")
asked.register(Asked("newsletter", lambda: Letter.objects.values("pk")))
nav.footer.register(
    Entry("newsletter", _("Newsletter"), "newsletter:index", order=40, group=nav.BE_TOLD, shown=lambda: bool(answer("newsletter")))
)
nav.desk.register(Entry("newsletters", _("Newsletters"), "newsletter_desk:index", order=14, icon="mail", right=WRITE, group=_("Speak")))


def waiting(person: Any, at: Any) -> int:
    return queries.due(at)


INDEX = reverse_lazy("newsletter_desk:index")
desk_tasks.register(
    DeskTask("newsletter-due", _("Gathered newsletters to complete and send"), WRITE, waiting, INDEX, icon="pencil", order=16)
)
desk_tasks.register(
    DeskTask(
        "newsletter-unknown", _("Newsletters with mails that may not have gone out"), WRITE, queries.uncertain, INDEX, icon="flag", order=17
    )
)

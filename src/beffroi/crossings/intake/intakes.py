"""What the team may make of a message, each with the reason why it would."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.channels.base.models import Heard
from beffroi.commons.moderation.rules import DECIDE
from beffroi.commons.reading.queries import hints
from beffroi.commons.search import queries as search
from beffroi.crossings.intake import wording
from beffroi.crossings.intake.access import TAKE
from beffroi.crossings.intake.rules import must_not_stand_already
from beffroi.engines.reading import flags
from beffroi.kernel import clock
from beffroi.kernel.asked import answer
from beffroi.outreach.origins import queries as origins
from beffroi.outreach.origins.types import Intake, intakes
from beffroi.outreach.rumors import queries as rumors
from beffroi.outreach.rumors.access import CHECK
from beffroi.participation.questions.rules import may_write
from beffroi.participation.reports.rules import may_write as may_report

_IDEA = re.compile(
    r"\b(il faudrait|on pourrait|je propose|pourquoi ne pas|ce serait bien|et si on|je sugg[eè]re|une id[eé]e|"
    r"we could|i suggest|why not|how about|it would be (?:good|nice|great))\b",
    re.IGNORECASE,
)

_BROKEN = re.compile(
    r"\b(lampadaires?|nids?[- ]de[- ]poules?|trous? dans|d[ée]p[ôo]ts? sauvages?|en panne|cass[ée]e?s?|bouch[ée]e?s?|"
    r"ne s[’']allume|fuites?|tags?|street ?light|pothole|broken|graffiti)\b",
    re.IGNORECASE,
)


_SAID = re.compile(
    r"\b(il para[iî]t|on (?:m[’']a dit|dit partout|raconte)|j[’']ai (?:lu|entendu(?: dire)?) qu(?=[e’'])|est[- ]ce (?:que c[’']est )?vrai|"
    r"c[’']est vrai que|soi[- ]disant|rumeurs?|intox|fake news|is it true|i(?:[’']ve)? heard that|apparently|they say)",
    re.IGNORECASE,
)


class Contribution(Intake):
    kind, label, right, icon, order = "contribution", gettext_lazy("Show it in a discussion"), TAKE, "speeches", 10

    def is_offered(self, heard: Heard) -> bool:
        return not heard.is_private and must_not_stand_already(heard) is None

    def url(self, heard: Heard) -> str:
        return reverse("intake:contribution", args=[heard.pk])

    def suggest(self, heard: Heard) -> str | None:
        about = origins.subject_of(heard)
        if about and (card := about.card()):
            return _("It answers our publication about “%(title)s”.") % {"title": card.title}
        near = search.similar(wording.said(heard), kind="proposal", limit=1) if len(heard.text) > 30 else []
        return _("It speaks of the same as “%(title)s”.") % {"title": near[0].title} if near else None


class NewProposal(Intake):
    kind, label, right, icon, order = "proposal", gettext_lazy("Make a proposal of it"), TAKE, "star", 20

    def is_offered(self, heard: Heard) -> bool:
        return not heard.is_private

    def url(self, heard: Heard) -> str:
        return reverse("intake:proposal", args=[heard.pk])

    def suggest(self, heard: Heard) -> str | None:
        found = _IDEA.search(heard.text)
        return _("It suggests something: “%(words)s”.") % {"words": found[0]} if found else None


class NewStatement(Intake):
    kind, label, right, icon, order = "statement", gettext_lazy("Make a statement of it, for an opinion map"), TAKE, "speeches", 25

    def is_offered(self, heard: Heard) -> bool:
        return not heard.is_private and bool(answer("opinions"))

    def url(self, heard: Heard) -> str:
        return reverse("intake:statement", args=[heard.pk])

    def suggest(self, heard: Heard) -> str | None:
        about = origins.subject_of(heard)
        if about and about.kind == "opinion" and (card := about.card()):
            return _("It answers our publication about “%(title)s”.") % {"title": card.title}
        return None


class PublicQuestion(Intake):
    kind, label, right, icon, order = "question", gettext_lazy("Ask it in public of an official"), TAKE, "question", 30

    def is_offered(self, heard: Heard) -> bool:
        return not heard.is_private and may_write(None, clock.now()) is None

    def url(self, heard: Heard) -> str:
        return reverse("intake:question", args=[heard.pk])

    def suggest(self, heard: Heard) -> str | None:
        asked = next((one.strip() for one in re.findall(r"[^.!?\n]{10,150}\?", heard.text)), "")
        return _("It asks: “%(words)s”.") % {"words": asked} if asked else None


class NewReport(Intake):
    """Also of what was said in private: the words are the team's, and no name is shown."""

    kind, label, right, icon, order = "report", gettext_lazy("Put it on the map as a report"), TAKE, "pin", 35

    def is_offered(self, heard: Heard) -> bool:
        return may_report(None, clock.now()) is None

    def url(self, heard: Heard) -> str:
        return reverse("intake:report", args=[heard.pk])

    def suggest(self, heard: Heard) -> str | None:
        found = _BROKEN.search(heard.text)
        return _("Something may be broken there: “%(words)s”.") % {"words": found[0]} if found else None


class RumorToCheck(Intake):
    """Also of what was said in private: nothing of it is published but the claim, in the words of the team."""

    kind, label, right, icon, order = "rumor", gettext_lazy("Have it checked as a rumour"), CHECK, "search", 37

    def url(self, heard: Heard) -> str:
        return reverse("intake:rumor", args=[heard.pk])

    def suggest(self, heard: Heard) -> str | None:
        if near := rumors.alike(wording.claim_of(heard)):
            return _("It says the same as a rumour that we know: “%(claim)s”.") % {"claim": near[0].claim}
        found = _SAID.search(heard.text)
        return _("Somebody passes on what is said: “%(words)s”.") % {"words": found[0]} if found else None


class ModerationCase(Intake):
    kind, label, right, icon, order = "case", gettext_lazy("Open a moderation case"), DECIDE, "flag", 40

    def url(self, heard: Heard) -> str:
        return reverse("intake:case", args=[heard.pk])

    def suggest(self, heard: Heard) -> str | None:
        """Never more than a hint for order of reading: somebody reads, and decides."""
        marks = [mark for mark in hints(heard.text, (heard.language or "fr")[:2]).marks if mark.kind == flags.INSULT]
        return _("It may be an insult: “%(words)s”.") % {"words": ", ".join(marks[0].words)} if marks else None


intakes.register(Contribution())
intakes.register(NewProposal())
intakes.register(NewStatement())
intakes.register(PublicQuestion())
intakes.register(NewReport())
intakes.register(RumorToCheck())
intakes.register(ModerationCase())

"""What the page of a proposal reads beyond its row, and only what is there; and its sentences."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.commons.topics.queries import is_linked, links_of
from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals.models import Amendment, Author, Proposal

SHOWN = ("component__process", "voice__avatar", "image", "state", "district", "answer__state")


def with_what_it_has() -> QuerySet:
    """The proposal, and whether there is more to read about it: most have neither, and cost no query for it."""
    others = Author.objects.filter(proposal=OuterRef("pk")).exclude(voice=OuterRef("voice"))
    related = Proposal.objects.filter(Q(merged_into=OuterRef("pk")) | Q(split_from=OuterRef("pk")))
    there = {
        "has_others": Exists(others),
        "has_amendments": Exists(Amendment.objects.filter(proposal=OuterRef("pk"), hidden_at=None)),
        "has_relatives": Exists(related),
        "has_links": is_linked("proposal"),
    }
    return Proposal.objects.select_related(*SHOWN).annotate(**there)


def authors(proposal: Proposal) -> list[Author]:
    """Who signs, and who is asked to."""
    if not proposal.has_others:
        return [Author(proposal=proposal, voice=proposal.voice, state=Author.SIGNED)]
    rows = proposal.authors.filter(state__in=[Author.SIGNED, Author.INVITED]).select_related("voice__avatar")
    return list(rows.order_by("position", "pk"))


def amendments(proposal: Proposal) -> list[Amendment]:
    if not proposal.has_amendments:
        return []
    return list(proposal.amendments.filter(hidden_at=None).select_related("voice__avatar", "answered_by").order_by("-created_at")[:20])


def relatives(proposal: Proposal) -> dict[str, list[Proposal]]:
    """What it was merged from, and what it was split into."""
    if not proposal.has_relatives:
        return {"merged": [], "children": []}
    rows = list(Proposal.objects.filter(Q(merged_into=proposal) | Q(split_from=proposal)).order_by("pk")[:100])
    return {
        "merged": [row for row in rows if row.merged_into_id == proposal.pk][:20],
        "children": [row for row in rows if row.split_from_id == proposal.pk and row.in_list] if proposal.split_at else [],
    }


def votes_elsewhere(proposal: Proposal) -> list[dict[str, Any]]:
    """The votes that were given where it came from, as a bar draws them."""
    if not proposal.imported_votes:
        return []
    words = (("agree", pgettext("reactions", "Agree"), "good"), ("mixed", _("Mixed"), "bell"), ("disagree", _("Disagree"), "brick"))
    return [{"label": label, "value": proposal.imported_votes.get(key, 0), "tone": tone} for key, label, tone in words]


def votes_said(proposal: Proposal) -> str:
    """The same in one sentence."""
    given = proposal.imported_votes
    if not given:
        return ""
    return _("Votes when it was put forward: %(agree)d agreed, %(mixed)d were of mixed mind, %(disagree)d disagreed.") % {
        name: given.get(name, 0) for name in ("agree", "mixed", "disagree")
    }


def due_said(proposal: Proposal) -> str:
    """The promise of an answer, as long as there is none."""
    if proposal.answered_at or not proposal.answer_due_at or not proposal.in_list:
        return ""
    return _("The town promises an answer by %(day)s.") % {"day": date_format(localtime(proposal.answer_due_at), "DATE_FORMAT")}


def links(proposal: Proposal) -> list[Any]:
    return links_of(Subject("proposal", proposal.pk)) if proposal.has_links else []

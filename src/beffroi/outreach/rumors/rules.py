from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.outreach.rumors import wording
from beffroi.outreach.rumors.access import CHECK
from beffroi.outreach.rumors.models import TRUE, Edition, Rumor

MOST_SOURCES = 30


def may_check(person: Any) -> Refusal | None:
    return must_have_right(person, CHECK)


def must_be_live(rumor: Rumor) -> Refusal | None:
    if rumor.state == Rumor.MERGED:
        return Refusal("merged", _("This rumour is part of another one: work there."))
    if rumor.state == Rumor.CLOSED:
        return Refusal("closed", _("This rumour is closed. Open it again first."))
    return None


def may_close(person: Any, rumor: Rumor) -> Refusal | None:
    """What was published stays, and is corrected: it is not made to disappear."""
    if rumor.state == Rumor.PUBLISHED:
        return Refusal("published", _("A published verdict is not closed: correct it, everybody will see what changed."))
    return may_check(person) or must_be_live(rumor)


def may_reopen(person: Any, rumor: Rumor) -> Refusal | None:
    if rumor.state != Rumor.CLOSED:
        return Refusal("open", _("This rumour is not closed."))
    return may_check(person)


def may_merge(person: Any, source: Rumor, target: Rumor) -> Refusal | None:
    if source.pk == target.pk:
        return Refusal("same", _("Choose another rumour."))
    if source.state == Rumor.PUBLISHED:
        return Refusal("published", _("It is published: merge the other one into it."))
    return may_check(person) or must_be_live(source) or must_be_live(target)


def may_part(person: Any, source: Rumor) -> Refusal | None:
    if source.state != Rumor.MERGED or source.merged_into_id is None:
        return Refusal("alone", _("This rumour is not part of another one."))
    return may_check(person)


def must_be_ready(edition: Edition, sources: int) -> Refusal | None:
    """What a second reader needs before saying yes, and a reader before believing it."""
    if not edition.verdict:
        return Refusal("no_verdict", _("Choose the verdict."))
    if not (edition.headline.strip() and edition.truth.strip() and edition.explanation.strip()):
        return Refusal("no_words", _("Write the headline, what is true, and the explanation."))
    if edition.number > 1 and not edition.correction.strip():
        return Refusal("no_correction", _("Say what this corrects, and why: everybody reads it."))
    if sources < 1:
        return Refusal("no_source", _("Add at least one source: a verdict without a source is only another claim."))
    return must_state_what_is_true(edition.headline, edition.claim, edition.verdict)


def must_state_what_is_true(headline: str, claim: str, verdict: str) -> Refusal | None:
    """Who only reads the headline must keep the fact in mind, not the rumour."""
    if headline.strip().endswith("?"):
        return Refusal("question", _("The headline asks. Let it say what is true."))
    if wording.is_label(headline):
        return Refusal(
            "label", _("The headline begins with the verdict. The verdict is shown beside it: let the headline say what is true.")
        )
    if verdict != TRUE and wording.repeats(headline, claim):
        return Refusal(
            "repeats", _("The headline repeats what is said. Say what is true in other words: what one reads first is what one keeps.")
        )
    return None


def must_have_few_sources(rumor: Rumor) -> Refusal | None:
    if rumor.sources.count() >= MOST_SOURCES:
        return Refusal("many", _("A verdict has at most %(n)d sources.") % {"n": MOST_SOURCES})
    return None

"""Words for the kinds of entries in the public ledger."""

from typing import Any

from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Any] = {
    "spaces:phase:opened": _("A phase opened"),
    "spaces:phase:closed": _("A phase closed"),
    "proposals:answer:shown": _("The town answered a proposal"),
    "proposals:answer:corrected": _("The town corrected an answer"),
    "debate_concluded": _("A debate was summed up"),
    "decision_taken": _("A decision was published"),
    "decision_corrected": _("A decision was corrected"),
    "council_vote": _("A vote of the council was published"),
    "council_vote_corrected": _("A vote of the council was corrected"),
    "conversations.official_message": _("The town spoke in a discussion"),
    "moderation.decision": _("Moderation decided about a text"),
    "moderation.appeal": _("An appeal against moderation was answered"),
    "post_withdrawn": _("A publication was withdrawn"),
    "questions:answer:given": _("A question was answered"),
    "questions:answer:corrected": _("The answer to a question was corrected"),
    "questions:question:merged": _("Questions were merged"),
    "questions:merging:undone": _("A merge of questions was undone"),
}


def name_of(kind: str) -> Any:
    """The words for an entry; the bare kind where none are known yet."""
    return NAMES.get(kind, kind)

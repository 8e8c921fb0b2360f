"""What people do with proposals. One file a noun: texts, authors, amendments, answers, evaluations, reshaping, states."""

from beffroi.participation.proposals.actions.amendments import accept_amendment, amend, decline_amendment, withdraw_amendment
from beffroi.participation.proposals.actions.answers import answer, show_due_answers
from beffroi.participation.proposals.actions.authors import answer_invitation, cancel_invitation, forget_author, invite, leave
from beffroi.participation.proposals.actions.counting import deal_again, recount_provisional
from beffroi.participation.proposals.actions.evaluations import add_note, assign, evaluate
from beffroi.participation.proposals.actions.imports import Elsewhere, import_proposal, import_proposals, put_back_import, withdraw_import
from beffroi.participation.proposals.actions.reshaping import merge, split, undo
from beffroi.participation.proposals.actions.states import put_in_state, save_states
from beffroi.participation.proposals.actions.texts import discard, edit, propose, publish, save_draft, set_hidden, withdraw

__all__ = [
    "Elsewhere", "accept_amendment", "add_note", "amend", "answer", "answer_invitation", "assign", "cancel_invitation", "deal_again",
    "decline_amendment", "discard", "edit", "evaluate", "forget_author", "import_proposal", "import_proposals", "invite", "leave", "merge", "propose", "publish", "put_back_import",
    "put_in_state", "recount_provisional", "save_draft", "save_states", "set_hidden", "show_due_answers", "split", "undo",
    "withdraw", "withdraw_amendment", "withdraw_import",
]  # fmt: skip

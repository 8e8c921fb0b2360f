"""What people and the team do with initiatives. One file a subject: texts, committee, checking, signing, paper, answers, ends."""

from beffroi.participation.initiatives.actions.answering import answer
from beffroi.participation.initiatives.actions.checking import admit, refuse, send_back
from beffroi.participation.initiatives.actions.committee import answer_invitation, cancel_invitation, invite
from beffroi.participation.initiatives.actions.ends import close_due, erase_due, forget_person
from beffroi.participation.initiatives.actions.paper import key_line, print_sheets, take_back_line
from beffroi.participation.initiatives.actions.rolls import import_roll, remove_roll
from beffroi.participation.initiatives.actions.signing import sign, take_back
from beffroi.participation.initiatives.actions.types import close_type, save_type
from beffroi.participation.initiatives.actions.writing import delete_draft, edit, start, submit, withdraw

__all__ = [
    "admit", "answer", "answer_invitation", "cancel_invitation", "close_due", "close_type", "delete_draft", "edit", "erase_due",
    "forget_person", "import_roll", "invite", "key_line", "print_sheets", "refuse", "remove_roll", "save_type", "send_back", "sign",
    "start", "submit", "take_back", "take_back_line", "withdraw",
]  # fmt: skip

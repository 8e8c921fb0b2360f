"""What may be done with questions."""

from beffroi.participation.questions.actions.addressees import close_addressee, reopen_addressee, save_addressee, take_over_the_council
from beffroi.participation.questions.actions.answering import attach_spoken, correct, discard_draft, give, save_draft
from beffroi.participation.questions.actions.asking import ask, count, forget_author, set_hidden, withdraw
from beffroi.participation.questions.actions.judging import judge
from beffroi.participation.questions.actions.merging import merge, undo
from beffroi.participation.questions.actions.moving import accept, ask_again, note_reminded, redirect, refuse

__all__ = [
    "accept",
    "ask",
    "ask_again",
    "attach_spoken",
    "close_addressee",
    "correct",
    "count",
    "discard_draft",
    "forget_author",
    "give",
    "judge",
    "merge",
    "note_reminded",
    "redirect",
    "refuse",
    "reopen_addressee",
    "save_addressee",
    "save_draft",
    "set_hidden",
    "take_over_the_council",
    "undo",
    "withdraw",
]

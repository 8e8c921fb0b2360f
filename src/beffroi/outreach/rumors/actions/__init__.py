"""Rumours from the first who met them to the published verdict. The only place of this domain that writes."""

from beffroi.outreach.rumors.actions.checking import add_source, change_source, drop_source, frame, open_by_hand, see_by_hand, write_note
from beffroi.outreach.rumors.actions.forgetting import forget_address_of, forget_addresses, forget_voice
from beffroi.outreach.rumors.actions.moving import close, merge, part, reopen
from beffroi.outreach.rumors.actions.publishing import ask_second, save_draft, settle
from beffroi.outreach.rumors.actions.receiving import doubt, note_told, put_back, report, revise, take_up, withdraw

__all__ = [
    "add_source",
    "ask_second",
    "change_source",
    "close",
    "doubt",
    "drop_source",
    "forget_address_of",
    "forget_addresses",
    "forget_voice",
    "frame",
    "merge",
    "note_told",
    "open_by_hand",
    "part",
    "put_back",
    "reopen",
    "report",
    "revise",
    "save_draft",
    "see_by_hand",
    "settle",
    "take_up",
    "withdraw",
    "write_note",
]

"""What people do about their data, by noun."""

from beffroi.commons.privacy.actions.archives import ask_archive, forget_old_archives, make_archive
from beffroi.commons.privacy.actions.breaches import close_breach, note_breach, reopen_breach, write_breach
from beffroi.commons.privacy.actions.consents import give_consent, withdraw_consent
from beffroi.commons.privacy.actions.erasures import ask_erasure, cancel_erasure, erase, erase_due
from beffroi.commons.privacy.actions.sleeping import wake_or_erase

__all__ = [
    "ask_archive",
    "ask_erasure",
    "cancel_erasure",
    "close_breach",
    "erase",
    "erase_due",
    "forget_old_archives",
    "give_consent",
    "make_archive",
    "note_breach",
    "reopen_breach",
    "wake_or_erase",
    "withdraw_consent",
    "write_breach",
]

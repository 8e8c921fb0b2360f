"""What is done with reports. One file a noun: opening, telling (updates and states), handling, and so on."""

from beffroi.participation.reports.actions.opening import (
    address,
    forget_author,
    index,
    open_report,
    put_back_elsewhere,
    set_hidden,
    stored_address,
    withdraw,
    withdraw_elsewhere,
)  # fmt: skip
from beffroi.participation.reports.actions.telling import set_update_hidden, update

__all__ = [
    "address", "forget_author", "index", "open_report", "put_back_elsewhere", "set_hidden", "set_update_hidden",
    "stored_address", "update", "withdraw", "withdraw_elsewhere",
]  # fmt: skip

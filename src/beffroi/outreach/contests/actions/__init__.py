from beffroi.outreach.contests.actions.deciding import choose, close_list, confirm, draw_winners, replace_winner
from beffroi.outreach.contests.actions.entering import enter, hide, look_at, put_back, take_back, take_from_network
from beffroi.outreach.contests.actions.forgetting import forget_all, forget_voice
from beffroi.outreach.contests.actions.writing import cancel, discard, publish, write

__all__ = [
    "cancel",
    "choose",
    "close_list",
    "confirm",
    "discard",
    "draw_winners",
    "enter",
    "forget_all",
    "forget_voice",
    "hide",
    "look_at",
    "publish",
    "put_back",
    "replace_winner",
    "take_back",
    "take_from_network",
    "write",
]

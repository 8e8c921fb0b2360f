"""What people do, by noun. The only place of this domain that writes."""

from beffroi.ground.people.actions.accounts import (
    attach_email,
    change_email,
    change_language,
    change_password,
    create_account,
    create_administrator,
    erase_account,
    register_assisted,
)
from beffroi.ground.people.actions.demo import demo_code, demo_secret, give_demo_factor
from beffroi.ground.people.actions.links import join_voices, link_voice, show_links, unlink_voice
from beffroi.ground.people.actions.representations import begin_representation, end_representation, log_act
from beffroi.ground.people.actions.roles import grant_role, take_role
from beffroi.ground.people.actions.sessions import close_other_sessions, close_session, note_seen
from beffroi.ground.people.actions.voices import (
    change_voice,
    known_voice,
    remove_avatar,
    service_voice,
    set_avatar,
    set_badge,
    set_findable,
)

__all__ = [
    "attach_email",
    "begin_representation",
    "change_email",
    "change_language",
    "change_password",
    "change_voice",
    "close_other_sessions",
    "close_session",
    "create_account",
    "create_administrator",
    "demo_code",
    "demo_secret",
    "end_representation",
    "erase_account",
    "give_demo_factor",
    "grant_role",
    "join_voices",
    "known_voice",
    "link_voice",
    "log_act",
    "note_seen",
    "register_assisted",
    "remove_avatar",
    "service_voice",
    "set_avatar",
    "set_badge",
    "set_findable",
    "show_links",
    "take_role",
    "unlink_voice",
]

"""What people and the team do in missions. One file a noun: missions, contributing, reviewing, volunteering."""

from beffroi.participation.missions.actions.contributing import change, contribute, forget_author, set_hidden, withdraw
from beffroi.participation.missions.actions.missions import (
    Wanted,
    close_mission,
    count_follows,
    create_mission,
    delete_draft,
    edit_mission,
    publish_mission,
    save_fields,
    tell_endings,
)
from beffroi.participation.missions.actions.reviewing import author_name, credit, decide, draft_story, may_tell, story_maker
from beffroi.participation.missions.actions.texts import address, index, index_mission, mission_address, stored
from beffroi.participation.missions.actions.volunteering import (
    cancel_task,
    forget_contacts,
    forget_volunteer,
    leave,
    note_hours,
    remind,
    save_task,
    volunteer,
)

__all__ = [
    "Wanted", "address", "author_name", "cancel_task", "change", "close_mission", "contribute", "count_follows", "create_mission",
    "credit", "decide", "delete_draft", "draft_story", "edit_mission", "forget_author", "forget_contacts", "forget_volunteer", "index",
    "index_mission", "leave", "may_tell", "mission_address", "note_hours", "publish_mission", "remind", "save_fields", "save_task",
    "set_hidden", "stored", "story_maker", "tell_endings", "volunteer", "withdraw",
]  # fmt: skip

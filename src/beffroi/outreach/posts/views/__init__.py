"""The pages of publications, for the team."""

from beffroi.outreach.posts.views.approving import submit
from beffroi.outreach.posts.views.kits import kit, make_kit
from beffroi.outreach.posts.views.publishing import at_once, retry, settle, withdraw
from beffroi.outreach.posts.views.reading import index, note, show
from beffroi.outreach.posts.views.reusing import (
    approve_template,
    confirm_series,
    copy,
    edit_template,
    forget_handle,
    handles,
    install,
    repeat,
    retire_template,
    series,
    stop_series,
    template,
    templates,
)
from beffroi.outreach.posts.views.rights import rights
from beffroi.outreach.posts.views.writing import autosave, discard, edit, new, preview

__all__ = [
    "approve_template",
    "at_once",
    "autosave",
    "confirm_series",
    "copy",
    "discard",
    "edit",
    "edit_template",
    "forget_handle",
    "handles",
    "index",
    "install",
    "kit",
    "make_kit",
    "new",
    "note",
    "preview",
    "repeat",
    "retire_template",
    "retry",
    "rights",
    "series",
    "settle",
    "show",
    "stop_series",
    "submit",
    "template",
    "templates",
    "withdraw",
]

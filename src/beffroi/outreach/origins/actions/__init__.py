"""What messages become, what their authors say to it, and what is told back to them. The only place of this domain that writes."""

from beffroi.outreach.origins.actions.becoming import became
from beffroi.outreach.origins.actions.contacts import admit, admit_again, keep_setting, lift, refuse
from beffroi.outreach.origins.actions.objecting import let_stand, object_to, put_back
from beffroi.outreach.origins.actions.telling import tell_back, tell_origin

__all__ = [
    "admit",
    "admit_again",
    "became",
    "keep_setting",
    "let_stand",
    "lift",
    "object_to",
    "put_back",
    "refuse",
    "tell_back",
    "tell_origin",
]

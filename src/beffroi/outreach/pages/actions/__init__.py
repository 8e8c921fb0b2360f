from beffroi.outreach.pages.actions.competences import install_list, keep_competence, keep_institution, remove_competence
from beffroi.outreach.pages.actions.feeds import allow_sites, drop_source, keep_source, miss_source, take_entries
from beffroi.outreach.pages.actions.files import add_edition, describe_file, publish_file, republish_file, withdraw_file
from beffroi.outreach.pages.actions.opinions import forget_visitors, give_opinion, read_opinions
from beffroi.outreach.pages.actions.pages import confirm, draft, edit, follow_approval, forget_proposal, publish, restore, submit, withdraw
from beffroi.outreach.pages.actions.requests import answer, ask, forget_answered, forget_of
from beffroi.outreach.pages.actions.trails import keep_trail

__all__ = [
    "add_edition",
    "allow_sites",
    "answer",
    "ask",
    "confirm",
    "describe_file",
    "draft",
    "drop_source",
    "edit",
    "follow_approval",
    "forget_answered",
    "forget_of",
    "forget_proposal",
    "forget_visitors",
    "give_opinion",
    "install_list",
    "keep_competence",
    "keep_institution",
    "keep_source",
    "keep_trail",
    "miss_source",
    "publish",
    "publish_file",
    "read_opinions",
    "remove_competence",
    "republish_file",
    "restore",
    "submit",
    "take_entries",
    "withdraw",
    "withdraw_file",
]

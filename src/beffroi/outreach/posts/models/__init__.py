from beffroi.outreach.posts.models.post import Claim, Note, Outlet, PictureRight, Post, PostPicture, PostVersion, Variant, Wording
from beffroi.outreach.posts.models.reuse import Handle, PostDraft, Series, Template

__all__ = [
    "Claim",
    "Handle",
    "Note",
    "Outlet",
    "PictureRight",
    "Post",
    "PostDraft",
    "PostPicture",
    "PostVersion",
    "Series",
    "Template",
    "Variant",
    "Wording",
]

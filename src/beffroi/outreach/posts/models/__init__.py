from beffroi.outreach.posts.models.post import Claim, Note, Outlet, Post, PostPicture, PostVersion, Variant, Wording
from beffroi.outreach.posts.models.reuse import Handle, PostDraft, Series, Template

__all__ = [
    "Claim",
    "Handle",
    "Note",
    "Outlet",
    "Post",
    "PostDraft",
    "PostPicture",
    "PostVersion",
    "Series",
    "Template",
    "Variant",
    "Wording",
]

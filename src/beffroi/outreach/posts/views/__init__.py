"""The pages of publications, for the team."""

from beffroi.outreach.posts.views.approving import submit
from beffroi.outreach.posts.views.publishing import retry, withdraw
from beffroi.outreach.posts.views.reading import index, note, show
from beffroi.outreach.posts.views.writing import edit, new

__all__ = ["edit", "index", "new", "note", "retry", "show", "submit", "withdraw"]

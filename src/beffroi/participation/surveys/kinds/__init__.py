"""The kinds of questions, in the order in which the editor offers them."""

from beffroi.participation.surveys.kinds import choices, files, grids, places, words
from beffroi.participation.surveys.kinds.base import ANSWERED_KEY, Kind, Line, kinds

__all__ = ["ANSWERED_KEY", "Kind", "Line", "choices", "files", "grids", "kinds", "places", "words"]

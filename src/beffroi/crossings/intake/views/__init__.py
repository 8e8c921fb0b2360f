from beffroi.crossings.intake.views.becoming import case, contribution, proposal, question, report, rumor, show, statement
from beffroi.crossings.intake.views.first import admit, refuse, set_aside, waiting
from beffroi.crossings.intake.views.public import said

__all__ = [
    "admit",
    "case",
    "contribution",
    "proposal",
    "question",
    "refuse",
    "report",
    "rumor",
    "said",
    "set_aside",
    "show",
    "statement",
    "waiting",
]

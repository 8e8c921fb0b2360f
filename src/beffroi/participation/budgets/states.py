"""The words of this domain: what a project goes through, how one votes, how votes become a list of projects."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

DRAFT, IDEA, STUDY, KEPT, REFUSED, MERGED, WITHDRAWN, WON, LOST = (
    "draft", "idea", "study", "kept", "refused", "merged", "withdrawn", "won", "lost",
)  # fmt: skip
STATES = [
    (DRAFT, pgettext_lazy("budgets", "Draft")),
    (IDEA, pgettext_lazy("budgets", "Idea")),
    (STUDY, pgettext_lazy("budgets", "Being studied")),
    (KEPT, pgettext_lazy("budgets", "Put to the vote")),
    (REFUSED, pgettext_lazy("budgets", "Not feasible")),
    (MERGED, pgettext_lazy("budgets", "Merged")),
    (WITHDRAWN, pgettext_lazy("budgets", "Withdrawn")),
    (WON, pgettext_lazy("budgets", "Chosen")),
    (LOST, pgettext_lazy("budgets", "Not chosen")),
]
TONES = {DRAFT: "", IDEA: "", STUDY: "bell", KEPT: "town", REFUSED: "brick", MERGED: "", WITHDRAWN: "", WON: "good", LOST: ""}
LISTED = (IDEA, STUDY, KEPT, REFUSED, WON, LOST)
STUDIED = (IDEA, STUDY, KEPT, REFUSED)  # the team may still look at it
ON_BALLOT = (KEPT, WON, LOST)

PLANNED, STARTED, DONE, STOPPED = "planned", "started", "done", "stopped"
WORKS = [
    (PLANNED, pgettext_lazy("works", "Planned")),
    (STARTED, pgettext_lazy("works", "Under way")),
    (DONE, pgettext_lazy("works", "Finished")),
    (STOPPED, pgettext_lazy("works", "Given up")),
]
WORKS_TONES = {PLANNED: "town", STARTED: "bell", DONE: "good", STOPPED: "brick"}

APPROVAL, KNAPSACK, POINTS, CUMULATIVE, RANKED = "approval", "knapsack", "points", "cumulative", "ranked"
BALLOTS = [
    (APPROVAL, _("Tick the projects that one likes")),
    (KNAPSACK, _("Fill a basket up to the amount of the envelope")),
    (POINTS, _("Give points to each project")),
    (CUMULATIVE, _("Share out a number of points")),
    (RANKED, _("Put projects in order")),
]
EXPLAINED_BALLOTS = {
    APPROVAL: _("The simplest, and the best with Equal Shares."),
    KNAPSACK: _("People see what things cost; they choose as the town would."),
    POINTS: _("Each project gets from zero to so many points."),
    CUMULATIVE: _("Ten points, say, on one project or on several."),
    RANKED: _("First, second, third… The first counts most."),
}
VOTE_TYPES = {APPROVAL: "approval", KNAPSACK: "approval", POINTS: "scoring", CUMULATIVE: "cumulative", RANKED: "ordinal"}

SHARES, GREEDY, THRESHOLD, NO_SKIP, PHRAGMEN = "equalshares", "greedy", "greedy-threshold", "greedy-no-skip", "phragmen"
RULES = [
    (SHARES, _("Equal Shares")),
    (GREEDY, _("Most votes first")),
    (THRESHOLD, _("Most votes first, from a least number of votes")),
    (NO_SKIP, _("Most votes first, until one does not fit")),
    (PHRAGMEN, _("Phragmén")),
]
EXPLAINED_RULES = {
    SHARES: _("Everybody gets the same share of the money, and pays only for what she chose. As many people as possible find a project."),
    GREEDY: _("The project with most votes is taken, then the next that fits. Simple; a majority may take all."),
    THRESHOLD: _("The same, without projects that have too few votes."),
    NO_SKIP: _("The same, and it ends with the first project that is too dear for what is left."),
    PHRAGMEN: _("Everybody earns money at the same speed; a project is bought as soon as its supporters can pay for it."),
}
RULE_NAMES = dict(RULES)
NO_COMPLETION, ADD1, ADD1U = "none", "add1", "add1u"
COMPLETIONS = [
    (ADD1U, _("Shares rise as long as the budget allows, then the most voted fill what is left")),
    (ADD1, _("Shares rise as long as the budget allows")),
    (NO_COMPLETION, _("Nothing: what is left stays in the town's purse")),
]
COMPARISONS = [
    ("", _("No")),
    ("any", _("Yes, if more people then find at least one project of theirs")),
    ("more", _("Yes, if more people then find more projects of theirs")),
]

# Steps that everybody reads on the page of a project.
STEPS = {
    "proposed": pgettext_lazy("budget step", "Proposed"),
    "imported": pgettext_lazy("budget step", "Taken from another part of the process"),
    "asked": pgettext_lazy("budget step", "A service is asked to study it"),
    "analysed": pgettext_lazy("budget step", "Studied by a service"),
    "change": pgettext_lazy("budget step", "A change is asked of its author"),
    "amended": pgettext_lazy("budget step", "Changed by its author"),
    "supervised": pgettext_lazy("budget step", "The studies were checked"),
    "kept": pgettext_lazy("budget step", "It is put to the vote"),
    "refused": pgettext_lazy("budget step", "It is not put to the vote"),
    "reopened": pgettext_lazy("budget step", "It is studied again"),
    "merged": pgettext_lazy("budget step", "Merged with another idea"),
    "joined": pgettext_lazy("budget step", "Another idea joined it"),
    "withdrawn": pgettext_lazy("budget step", "Withdrawn by its author"),
    "won": pgettext_lazy("budget step", "Chosen by the vote"),
    "lost": pgettext_lazy("budget step", "Not chosen by the vote"),
    "news": pgettext_lazy("budget step", "News of the works"),
    "late": pgettext_lazy("budget step", "The works are delayed"),
    "done": pgettext_lazy("budget step", "The works are finished"),
    "stopped": pgettext_lazy("budget step", "The works are given up"),
}

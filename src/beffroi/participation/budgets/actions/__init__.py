"""What people and the team do in a participatory budget. One file a noun: ideas, studies, settings, voting, counting, works."""

from beffroi.participation.budgets.actions.counting import add_simulation, count, finish_simulation, remove_simulation
from beffroi.participation.budgets.actions.ideas import count as count_on
from beffroi.participation.budgets.actions.ideas import discard, edit, forget_author, propose, publish, save_draft, set_hidden, withdraw
from beffroi.participation.budgets.actions.settings import import_contributions, import_projects, save_budget, save_envelopes, set_up
from beffroi.participation.budgets.actions.studies import (
    ask_change,
    ask_service,
    cancel_study,
    decide,
    give_analysis,
    merge,
    price,
    reopen,
    supervise,
)
from beffroi.participation.budgets.actions.texts import address, budget_of, index, page_of, stored, stored_page
from beffroi.participation.budgets.actions.voting import begin, cast, enter_sheet, freeze, missing, print_sheets, void_sheet
from beffroi.participation.budgets.actions.works import save_milestones, tell_works

__all__ = [
    "add_simulation", "address", "ask_change", "ask_service", "begin", "budget_of", "cancel_study", "cast", "count", "count_on", "decide",
    "discard", "edit", "enter_sheet", "finish_simulation", "forget_author", "freeze", "give_analysis", "import_contributions",
    "import_projects", "index", "merge", "missing", "page_of", "price", "print_sheets", "propose", "publish", "remove_simulation", "reopen",
    "save_budget", "save_draft", "save_envelopes", "save_milestones", "set_hidden", "set_up", "stored", "stored_page", "supervise",
    "tell_works", "void_sheet", "withdraw",
]  # fmt: skip

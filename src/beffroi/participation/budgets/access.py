from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, OFFICIAL, TECHNICIAN, right

EDIT = right("budgets:budget:edit", _("Prepare a participatory budget, its envelopes, its rules and its projects"), MANAGER).kind
STUDY = right("budgets:project:study", _("Study ideas of a participatory budget for a service"), MANAGER, TECHNICIAN, OFFICIAL).kind
DECIDE = right("budgets:project:decide", _("Decide which ideas are put to the vote"), MANAGER, OFFICIAL).kind
WORKS = right("budgets:works:tell", _("Tell news of the works of a participatory budget"), MANAGER, TECHNICIAN).kind
PAPER = right("budgets:sheet:enter", _("Enter paper ballots of a participatory budget"), MANAGER, TECHNICIAN).kind

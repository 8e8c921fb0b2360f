from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, OFFICIAL, TECHNICIAN, right

EDIT = right("votes:vote:edit", _("Prepare votes and tell what came of them"), MANAGER, OFFICIAL).kind
PAPER = right("votes:paper:count", _("Count ballots on paper"), MANAGER, TECHNICIAN).kind
READ = right("votes:vote:read", _("See the list of votes at the desk"), MANAGER, OFFICIAL, TECHNICIAN).kind

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, TECHNICIAN, right

right("ballots:election:prepare", _("Prepare votes: roll, trustees, opening"), MANAGER)
right("ballots:roll:mark", _("Mark on the roll of a vote who votes on paper"), MANAGER, TECHNICIAN)
right("ballots:paper:count", _("Enter the paper ballots of a vote"), MANAGER, TECHNICIAN)

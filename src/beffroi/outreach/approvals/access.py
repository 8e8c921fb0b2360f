from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, OFFICIAL, TECHNICIAN, VALIDATOR, right

DECIDE = right("approvals:approval:decide", _("Approve what is said in the name of the town"), VALIDATOR, OFFICIAL).kind
READ = right("approvals:approval:read", _("Read what one is asked to approve"), MANAGER, VALIDATOR, OFFICIAL, MODERATOR, TECHNICIAN).kind
ARRANGE = right("approvals:workflow:edit", _("Say who approves what")).kind
OVERSEE = right("approvals:log:read", _("Read the log of approvals"), MANAGER, VALIDATOR, OFFICIAL).kind

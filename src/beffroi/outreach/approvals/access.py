from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import OFFICIAL, VALIDATOR, right

DECIDE = right("approvals:approval:decide", _("Approve what is said in the name of the town"), VALIDATOR, OFFICIAL).kind

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, OFFICIAL, TECHNICIAN, VALIDATOR, right

READ = right("alerts:alert:read", _("Read alerts in preparation"), MANAGER, VALIDATOR, MODERATOR, OFFICIAL, TECHNICIAN).kind
WRITE = right("alerts:alert:write", _("Prepare alerts"), MANAGER, TECHNICIAN, OFFICIAL, VALIDATOR).kind
ISSUE = right("alerts:alert:issue", _("Issue alerts to the population"), VALIDATOR, OFFICIAL).kind
WORDS = right("alerts:wording:approve", _("Approve the ready words of alerts"), VALIDATOR, OFFICIAL).kind
SETTINGS = right("alerts:settings:change", _("Change how alerts work, and the services asked")).kind
ROADS = right("alerts:road:write", _("Publish roadworks"), MANAGER, TECHNICIAN).kind

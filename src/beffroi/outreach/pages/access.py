from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, TECHNICIAN, right

WRITE = right("pages:page:write", _("Write pages, stories, documents and “who does what”"), MANAGER, TECHNICIAN).kind
ANSWER = right("pages:request:answer", _("Read and answer requests to the services"), MANAGER, TECHNICIAN).kind
SOURCES = right("pages:source:configure", _("Follow other websites, allow widgets on other websites"), MANAGER).kind

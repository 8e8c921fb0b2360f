from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, TECHNICIAN, right

right("resources:resource:edit", _("Write what must be known: documents, explanations, glossary"), MANAGER, TECHNICIAN)

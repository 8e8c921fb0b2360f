from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import right

right("privacy:breach:keep", _("Keep the book of data breaches"))
right("privacy:reading:see", _("See who read personal data"))

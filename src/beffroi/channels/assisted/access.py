from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, right

POST = right("assisted:delivery:post", _("Publish by hand where no machine may"), MANAGER).kind

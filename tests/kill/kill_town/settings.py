from beffroi.settings import *  # noqa: F403
from beffroi.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "kill_town.apps.KillTown"]
ROOT_URLCONF = "kill_town.urls"

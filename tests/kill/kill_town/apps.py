from importlib import import_module

from django.apps import AppConfig


class KillTown(AppConfig):
    name = "kill_town"

    def ready(self) -> None:
        import_module("kill_town.work")

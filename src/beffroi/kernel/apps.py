from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps

PLUG_POINTS = ("access", "facts", "subjects", "component", "channel", "plugs", "reactions", "jobs")


class KernelConfig(AppConfig):
    name = "beffroi.kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Find the plug points of every domain, floor by floor, in the order of INSTALLED_APPS."""
        for own in ("mail", "upkeep", "stored", "plugs"):
            import_module(f"{self.name}.{own}")
        for app in apps.get_app_configs():
            if app.name.startswith("beffroi.") and app.name != self.name:
                for point in PLUG_POINTS:
                    if find_spec(f"{app.name}.{point}"):
                        import_module(f"{app.name}.{point}")

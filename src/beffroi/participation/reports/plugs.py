from beffroi.kernel.routes import mount
from beffroi.participation.reports import holder

__all__ = ["holder"]

mount("signalements/", "beffroi.participation.reports.town_urls")

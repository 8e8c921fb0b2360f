from beffroi.outreach.alerts.models.alerts import Alert, Pending, Preferences, Release, Wording
from beffroi.outreach.alerts.models.reach import Sending, Subscription
from beffroi.outreach.alerts.models.roads import RoadEvent
from beffroi.outreach.alerts.models.sources import Source, Warned

__all__ = ["Alert", "Pending", "Preferences", "Release", "RoadEvent", "Sending", "Source", "Subscription", "Warned", "Wording"]

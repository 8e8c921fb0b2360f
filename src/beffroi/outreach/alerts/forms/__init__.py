from beffroi.outreach.alerts.forms.alerts import AlertForm, HazardForm, NoteForm, PreferencesForm, SourceForm, UpdateForm, WordingForm
from beffroi.outreach.alerts.forms.reach import CodeForm, SubscribeForm, WishesForm
from beffroi.outreach.alerts.forms.roads import RoadForm

__all__ = [
    "AlertForm",
    "CodeForm",
    "HazardForm",
    "NoteForm",
    "PreferencesForm",
    "RoadForm",
    "SourceForm",
    "SubscribeForm",
    "UpdateForm",
    "WishesForm",
    "WordingForm",
]

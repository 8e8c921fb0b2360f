"""What an alert can be about: category and defaults of CAP 1.2, a pictogram, and ready words to fill in.

Words in [square brackets] are blanks: an alert with one left does not go out.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WEATHER, NETWORKS, HEALTH, SAFETY, ROADS = "weather", "networks", "health", "safety", "roads"
TOPICS: dict[str, Any] = {
    WEATHER: _("Weather and floods"),
    NETWORKS: _("Cuts of water, power or phone"),
    HEALTH: _("Water, air and health"),
    SAFETY: _("Dangers and safety"),
    ROADS: _("Roadworks and traffic"),
}
TOPICS_HELP: dict[str, Any] = {
    WEATHER: _("Flood, storm, heat wave, snow and ice…"),
    NETWORKS: _("What is planned as well as what breaks down."),
    HEALTH: _("Water not to be drunk, polluted air, epidemic."),
    SAFETY: _("Fire, industrial accident, evacuation, missing person…"),
    ROADS: _("Closed streets, diversions."),
}


@dataclass(frozen=True)
class Hazard:
    """One sort of danger or nuisance. `category`, `response`, `severity`, `urgency`, `certainty` are CAP's words."""

    kind: str
    label: Any
    topic: str
    category: str
    sign: str  # paths of the pictogram, on the grid of 24 of our icons
    response: str
    severity: str
    urgency: str
    certainty: str
    headline: Any
    happens: Any
    steps: Any  # one a line


_ALL = (
    Hazard(
        "flood", _("Flood"), WEATHER, "Met",
        "M3 15c2-1.6 4-1.6 6 0s4 1.6 6 0 4-1.6 6 0M3 19.5c2-1.6 4-1.6 6 0s4 1.6 6 0 4-1.6 6 0M6 12V8l6-4.5L18 8v4M10 12V9h4v3",
        "Prepare", "Severe", "Expected", "Likely",
        _("Flood of [river]: keep away from its banks"),
        _("The water of [river] is rising. It should reach [streets] at about [hour]."),
        _("Go up to a higher floor, with water, a torch and your papers.\nNever walk or drive on a flooded road.\nDo not go down to cellars and car parks.\nSwitch off power and gas if the water comes in.\nLeave your children at school: they are looked after there."),
    ),
    Hazard(
        "storm", _("Storm and wind"), WEATHER, "Met",
        "M3 9h11a3 3 0 1 0-3-3M3 13h15a3 3 0 1 1-3 3M3 17h6a2.2 2.2 0 1 1-2.2 2.2",
        "Avoid", "Severe", "Expected", "Likely",
        _("Violent wind: stay indoors"),
        _("Gusts of [speed] km/h are expected from [hour] to [hour]."),
        _("Stay at home and close shutters.\nBring in or fasten what may fly away.\nKeep away from trees and from the river.\nDo not touch wires that have fallen."),
    ),
    Hazard(
        "thunderstorm", _("Thunderstorm"), WEATHER, "Met",
        "M6.5 14a4.2 4.2 0 0 1 .6-8.3A5.4 5.4 0 0 1 17.4 7 3.6 3.6 0 0 1 17 14M12.5 10.5 9.5 15.5h4l-3 5.5",
        "Shelter", "Moderate", "Expected", "Likely",
        _("Thunderstorms: take shelter"),
        _("Thunderstorms with hail and gusts are expected from [hour]."),
        _("Take shelter in a building, not under a tree.\nUnplug what is fragile.\nPut off walks and swimming.\nKeep away from streams: they rise fast."),
    ),
    Hazard(
        "heat", _("Heat wave"), WEATHER, "Met",
        "M14 13.5V5a2.5 2.5 0 0 0-5 0v8.5a4.5 4.5 0 1 0 5 0zM11.5 9v8M18.5 4.5v3M18.5 10.5h.01M21 6h-1",
        "Prepare", "Severe", "Expected", "Likely",
        _("Heat wave: drink, and see after your neighbours"),
        _("It will be up to [number] °C by day, and the nights stay hot, until [day]."),
        _("Drink water often, even without thirst.\nStay in the cool; close shutters by day, open at night.\nPut off sport and heavy work.\nCall or visit those who live alone.\nIf somebody feels faint or confused, call 15."),
    ),
    Hazard(
        "cold", _("Great cold"), WEATHER, "Met",
        "M12 3v18M5 7l14 10M19 7 5 17M12 6l-2-2M12 6l2-2M12 18l-2 2M12 18l2 2",
        "Prepare", "Moderate", "Expected", "Likely",
        _("Great cold: protect yourself and others"),
        _("It will freeze down to [number] °C until [day]."),
        _("Cover head and hands; go out little.\nNever heat with a barbecue or a camping stove.\nAir the rooms every day.\nCall 115 for somebody who sleeps outside."),
    ),
    Hazard(
        "snow", _("Snow and ice"), WEATHER, "Met",
        "M12 3v18M4.2 7.5l15.6 9M19.8 7.5 4.2 16.5M9 4.5 12 7l3-2.5M9 19.5 12 17l3 2.5",
        "Avoid", "Moderate", "Expected", "Likely",
        _("Snow and ice: put off your journeys"),
        _("Snow or ice is expected from [hour]. Roads may be impassable."),
        _("Put off your journeys if you can.\nClear the pavement before your house.\nWear shoes that hold.\nCheck on neighbours who cannot go out."),
    ),
    Hazard(
        "water_cut", _("Water cut"), NETWORKS, "Infra",
        "M12 4s-5 6-5 10a5 5 0 0 0 10 0c0-1.6-.8-3.5-1.8-5.2M4 4l16 16",
        "Prepare", "Minor", "Future", "Observed",
        _("Water cut: [streets]"),
        _("The water is cut off from [hour] to [hour] for works on the network."),
        _("Keep some water aside for drinking and washing.\nClose your taps during the cut.\nAfterwards let the water run until it is clear."),
    ),
    Hazard(
        "power_cut", _("Power cut"), NETWORKS, "Infra",
        "M13 3 6 13.5h5L10 21l8-11.5h-5.5zM4 4l3 3",
        "Prepare", "Minor", "Expected", "Observed",
        _("Power cut: [streets]"),
        _("The power is cut from [hour]. It should be back at about [hour]."),
        _("Unplug ovens, irons and computers.\nLeave fridge and freezer closed.\nIf you live with a medical device, call [number].\nUse torches rather than candles."),
    ),
    Hazard(
        "phone_cut", _("Phone or internet failure"), NETWORKS, "Infra",
        "M5 3.5h4l2 5-2.5 2c1 2 3 4 5 5l2-2.5 5 2v4c-9 1-16.5-6.5-15.5-15.5zM15 4l5 5M20 4l-5 5",
        "Monitor", "Minor", "Immediate", "Observed",
        _("Phone and internet do not work"),
        _("The network of [operator] is down since [hour] in [streets]."),
        _("In an emergency try 112 from any mobile phone.\nWithout a network, go to the town hall or the fire station.\nCheck on neighbours who live alone."),
    ),
    Hazard(
        "water_quality", _("Water not to be drunk"), HEALTH, "Health",
        "M7 3h10l-1.5 18h-7zM7.5 9h9M4 4l16 16",
        "Avoid", "Severe", "Immediate", "Observed",
        _("Do not drink tap water"),
        _("The tap water of [districts] is not fit for drinking since [hour]. Analyses are under way."),
        _("Do not drink it, not even boiled.\nDo not cook, brush teeth or prepare bottles with it.\nYou may wash hands and clothes.\nBottled water is given out at [place], from [hour] to [hour].\nTell your neighbours."),
    ),
    Hazard(
        "air", _("Polluted air"), HEALTH, "Env",
        "M4 8h9a2.5 2.5 0 1 0-2.5-2.5M4 12h13M4 16h9a2.5 2.5 0 1 1-2.5 2.5M19 12h.01M20.5 8.5h.01M20.5 15.5h.01",
        "Avoid", "Moderate", "Expected", "Likely",
        _("Polluted air: no sport outside"),
        _("The air is polluted by [pollutant] until [day]."),
        _("Put off sport and hard work outside.\nDrive less, and slowly; no fire in the garden.\nWith a disease of heart or lungs, keep to your treatment and call your doctor if it gets worse."),
    ),
    Hazard(
        "epidemic", _("Epidemic"), HEALTH, "Health",
        "M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM12 7V3.5M12 20.5V17M7 12H3.5M20.5 12H17M8.5 8.5 6 6M18 18l-2.5-2.5M15.5 8.5 18 6M6 18l2.5-2.5",
        "Prepare", "Moderate", "Expected", "Likely",
        _("Epidemic of [disease]: protect the frail"),
        _("Cases of [disease] were confirmed in the commune."),
        _("Wash your hands often.\nWear a mask if you cough.\nPut off visits to frail people if you are ill.\nCall your doctor before you go there; in an emergency call 15."),
    ),
    Hazard(
        "fire", _("Fire"), SAFETY, "Fire",
        "M12 21a6 6 0 0 0 6-6c0-4-3.5-6-4-11-3 1.5-4.5 4-4.5 6.5C8 10 7.5 9 7.5 8 6.5 9.8 6 12 6 15a6 6 0 0 0 6 6z",
        "Shelter", "Severe", "Immediate", "Observed",
        _("Fire at [place]: close your windows"),
        _("Firefighters are at work at [place]. The smoke goes towards [districts]."),
        _("Go inside and close doors and windows.\nSwitch off ventilation.\nLeave the roads to the rescue services.\nDo not call 18 to ask for news: the line is for those in danger."),
    ),
    Hazard(
        "industrial", _("Industrial accident"), SAFETY, "CBRNE",
        "M4 20V10l5 3.5V10l5 3.5V4h5v16zM8 17h2M13 17h2",
        "Shelter", "Extreme", "Immediate", "Observed",
        _("Accident at [place]: go inside at once"),
        _("A dangerous product may be in the air since [hour]."),
        _("Go into the nearest building at once.\nClose doors and windows, stop up gaps, switch off ventilation.\nNo flame, no cigarette.\nDo not fetch your children: the school protects them.\nListen to the radio: [station]."),
    ),
    Hazard(
        "landslide", _("Landslide"), SAFETY, "Geo",
        "M3 19h18L14 6l-3 4-2-2zM17 5h.01M20 8h.01M19 12h.01",
        "Avoid", "Severe", "Immediate", "Observed",
        _("Landslide at [place]: keep away"),
        _("The ground has moved at [place]. It may move again."),
        _("Keep away from the slope and from what is below it.\nLeave a house that cracks, and call 18.\nDo not go back before you are told."),
    ),
    Hazard(
        "evacuation", _("Evacuation"), SAFETY, "Safety",
        "M13 4H5v16h8M10 12h11M17 8l4 4-4 4",
        "Evacuate", "Extreme", "Immediate", "Observed",
        _("Leave [streets] now"),
        _("Because of [reason] everybody in [streets] has to leave before [hour]."),
        _("Take papers, medicines, warm clothes and a phone.\nClose gas, water and power; lock your door.\nGo on foot to [place]: you are expected there.\nIf you cannot move by yourself, call [number].\nHelp your neighbours."),
    ),
    Hazard(
        "cyber", _("Cyberattack or fraud"), SAFETY, "Security",
        "M5 5h14v10H5zM3 19h18M12 7.5v3M12 12.8h.01",
        "Monitor", "Moderate", "Immediate", "Observed",
        _("Cyberattack: our services are slowed"),
        _("The systems of the town hall were attacked. [services] do not work at the moment."),
        _("Do not open messages that seem to come from us and ask for a password or money.\nChange the password that you used with us, and wherever you used the same.\nFor urgent matters come to the town hall or call [number]."),
    ),
    Hazard(
        "missing", _("Missing person"), SAFETY, "Rescue",
        "M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3.5 20c0-4 2.6-6 6.5-6M17 18.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM19.2 17.7 21.5 20.5",
        "Monitor", "Severe", "Immediate", "Observed",
        _("Missing person: call 17 if you see them"),
        _("[description] was last seen on [day] at [hour], at [place]."),
        _("Look around your house, in garden and shed.\nIf you see this person, call 17 and stay near.\nDo not search by yourself at night.\nDo not pass on names or photos that we have not published."),
    ),
    Hazard(
        "roadworks", _("Roadworks"), ROADS, "Transport",
        "M12 4 5 20h14zM8.7 11.5h6.6M7 16h10",
        "Avoid", "Minor", "Future", "Observed",
        _("Roadworks: [street]"),
        _("[street] is closed from [day] to [day]."),
        _("Take the diversion by [streets].\nResidents get through.\nPlease drive slowly near the works."),
    ),
    Hazard(
        "traffic", _("Accident or closed road"), ROADS, "Transport",
        "M4 16v-4l2.5-6h11L20 12v4zM4 12h16M7 16v2.5M17 16v2.5M7.5 14h.01M16.5 14h.01",
        "Avoid", "Moderate", "Immediate", "Observed",
        _("[street] is closed"),
        _("[street] is closed since [hour] because of [reason]."),
        _("Avoid the place.\nLet the rescue services pass.\nTake the diversion by [streets]."),
    ),
    Hazard(
        "other", pgettext_lazy("hazard", "Something else"), SAFETY, "Other",
        "M12 4 2.5 20h19zM12 10v5M12 17.5h.01",
        "Monitor", "Moderate", "Expected", "Observed",
        "", "", "",
    ),
)  # fmt: skip

HAZARDS: dict[str, Hazard] = {hazard.kind: hazard for hazard in _ALL}
CHOICES = [(hazard.kind, hazard.label) for hazard in _ALL]

SEVERITIES = [
    ("Extreme", _("Extreme: lives are in great danger")),
    ("Severe", _("Severe: lives or property are in danger")),
    ("Moderate", _("Moderate: possible danger")),
    ("Minor", _("Minor: nuisance, no danger")),
    ("Unknown", pgettext_lazy("severity", "Unknown")),
]
URGENCIES = [
    ("Immediate", _("At once")),
    ("Expected", _("Within the hour")),
    ("Future", pgettext_lazy("urgency", "Later")),
    ("Past", pgettext_lazy("urgency", "Over")),
    ("Unknown", pgettext_lazy("urgency", "Unknown")),
]
CERTAINTIES = [
    ("Observed", pgettext_lazy("certainty", "Seen")),
    ("Likely", pgettext_lazy("certainty", "Likely")),
    ("Possible", pgettext_lazy("certainty", "Possible")),
    ("Unlikely", pgettext_lazy("certainty", "Unlikely")),
    ("Unknown", pgettext_lazy("certainty", "Unknown")),
]
RANK = {"Extreme": 4, "Severe": 3, "Moderate": 2, "Minor": 1, "Unknown": 0}
SHORT = {
    "Extreme": pgettext_lazy("severity", "extreme"),
    "Severe": pgettext_lazy("severity", "severe"),
    "Moderate": pgettext_lazy("severity", "moderate"),
    "Minor": pgettext_lazy("severity", "minor"),
    "Unknown": pgettext_lazy("severity", "unknown"),
}
TONES = {"Extreme": "brick", "Severe": "brick", "Moderate": "bell"}


def kinds_of(topics: list[str]) -> list[str]:
    """Every hazard of these topics."""
    return [hazard.kind for hazard in _ALL if hazard.topic in topics]

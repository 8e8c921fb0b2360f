"""What messages from networks become. The only place of this domain that writes."""

from beffroi.crossings.intake.actions.holding import admit, hold, refuse, release
from beffroi.crossings.intake.actions.taking import ask, contribute, open_case, propose, take_in

__all__ = ["admit", "ask", "contribute", "hold", "open_case", "propose", "refuse", "release", "take_in"]

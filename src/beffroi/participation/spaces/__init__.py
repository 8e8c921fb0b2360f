"""spaces: processes, their phases, their components and what is open when.

Owns Process, Phase, Component, Opening and TeamMember; the component protocol and its registry; recipes. Tells
ProcessPublished, PhaseOpened, PhaseClosed. Whether a phase is open is computed from its dates.
"""

"""spaces: processes and groups, their phases, their components and what is open when.

A space is a process (with phases) or a group (without): both host components, and what a group is, the domain of groups
registers (`types.space_kinds`). Owns Process, Phase, Component, Opening and TeamMember; the component protocol and its registry; recipes. Tells
ProcessPublished, PhaseOpened, PhaseClosed. Whether a phase is open is computed from its dates.
"""

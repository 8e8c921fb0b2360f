"""promises: within what time the town answers, counted over its opening hours, and how it was kept.

Owns ResponsePolicy (versioned: a change never touches what was promised before), ClockEvent (append-only), Clock (a cache of the events:
what is owed now) and MonthFigure (a cache of the events: how each month was kept). Registries: `promise_kinds` (what is promised
for), `clock_owners` (who must answer a kind of subject), `doors` (names of the channels). Tells PromiseChanged, AnswerLate.
"""

"""panels: citizens' panels drawn by lot, from letters to the report, in a way that anyone can watch and check.

Owns Panel (one for a component: its mandate and its draw) with Feature and Value (quotas), Wave and Invitation (letters with a
code), Candidate (who agreed to be drawn), Lottery (the files of the draw) and Seat (who was drawn, who replaced whom). Opens the
verb "join". Tells PanelsPublished and PanelDrawn (announceable), PoolClosed, SeatMoved, ContactsRead, PanelForgotten. The
calculation is `engines.lottery`; no public page and no fact says who was drawn.
"""

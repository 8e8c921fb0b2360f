"""neutrality: two rules of French public law. Before an election, what the town publishes is looked at for praise (code électoral,
L52-1): a second person approves with a written reason; nothing is blocked in silence. And councillors outside the majority have their
space wherever the town reports on its work (CGCT, L2121-27-1): published as they wrote it, and counted.

Owns Election, Flag, Setting; Group, Member, SlotRule, Tribune. Asks the owners of texts through `types.Watched`.
Tells TribuneSubmitted, TribuneHeld, TribuneReleased, TribuneWithdrawn.
"""

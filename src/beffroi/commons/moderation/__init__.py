"""moderation: public rules, flags, decisions with the rule cited and the reason told, appeal, undo, public register.

Owns Rule (numbered, versioned), Case (a subject in the queue), Flag, Decision, Appeal and Sanction (a pause or a ban of a
voice). Hides through the subject's kind (`set_hidden`); asks the verb "flag"; whoever can say more of a subject (its
text, what stands around it) registers a Context. A write rule of any domain calls `must_not_be_paused`. Tells
SubjectFlagged, DecisionMade, DecisionUndone, AppealMade, AppealDecided, RulesChanged.
"""

"""missions: calls to look, remember, count and lend a hand: photos, observations, memories, data, volunteers.

Owns Mission with its asked Fields, Contribution (reviewed, placed, under a licence), Task and Signup (volunteers, with a
waiting list), Story. Opens the verbs "contribute" and "volunteer". Tells MissionOpened, MissionEndsSoon, MissionClosed,
ContributionSent, ContributionDecided, ContributionTaken and SignupMoved. Whoever keeps stories registers a story maker.
"""

"""intake: what is said on networks takes part here. Answers under our publications become contributions by themselves (the first of
each person is looked at before it is shown); anything else becomes one by the hand of the team: a contribution, a proposal, a question, a
rumour to check, a moderation case. What comes of it (answers, decisions, conclusions) goes back into the thread where it was said.

Owns Held (an answer that waits until somebody lets its author be shown). What became what is kept by outreach.origins.
"""

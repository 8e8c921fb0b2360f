"""budgets: a part of the town's money decided by its people, from ideas to works.

Owns Budget (rules of one component, frozen at the opening of the vote), Envelope, Project (an idea, then a priced project,
then works), Analysis of a service, Step (what everybody reads of each project's way), Milestone, Sheet (a paper ballot),
Count and Simulation. Opens the verbs "propose", "support", "comment" and "vote"; ballots are kept by `ballots`. Tells
IdeaPublished, IdeaMoved, StudyAsked, StepTaken, WorksDone, VoteFrozen and BudgetCounted.
"""

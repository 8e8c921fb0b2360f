"""proposals: what citizens propose, from draft to answer, as a component of a process.

Owns Proposal with its versions, authors, amendments, states, answers, evaluations and reshapings (merge, split). Opens
the verbs "propose", "support", "comment" and "amend". Tells ProposalPublished, ProposalEdited, ProposalAnswered,
ProposalWithdrawn, ProposalsMerged, ProposalSplit, ReshapingUndone, CoAuthorInvited, AmendmentProposed and others.
"""

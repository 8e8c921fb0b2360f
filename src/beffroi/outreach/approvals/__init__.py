"""approvals: who reads what the town says before it goes out, and their word, bound to a hash of what was read.

Owns Workflow and Step (who), Outsider (without account), Approval, Stage, Link and Decision (one request on its way),
Delegation and Preapproval. Asks the owners of texts through `types.Reviewable`. Tells ApprovalAsked, StageOpened, ApprovalDecided.
"""

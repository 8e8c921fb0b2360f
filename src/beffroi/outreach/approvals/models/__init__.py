from beffroi.outreach.approvals.models.circuits import Outsider, Setting, Step, Workflow
from beffroi.outreach.approvals.models.deputies import Delegation, Preapproval
from beffroi.outreach.approvals.models.requests import Approval, Decision, Letter, Link, Stage

__all__ = ["Approval", "Decision", "Delegation", "Letter", "Link", "Outsider", "Preapproval", "Setting", "Stage", "Step", "Workflow"]

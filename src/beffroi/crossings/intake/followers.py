"""How what was made of a message follows it: taken back there, changed there, refused by its author."""

from datetime import datetime

from django.utils.translation import gettext as _

from beffroi.channels.base.models import Heard
from beffroi.commons.conversations import actions as conversations
from beffroi.commons.conversations.models import MESSAGE, Message
from beffroi.crossings.intake import wording
from beffroi.outreach.origins.types import Use, uses
from beffroi.participation.opinions import actions as opinions
from beffroi.participation.opinions.models import Statement
from beffroi.participation.proposals import actions as proposals
from beffroi.participation.proposals.models import Proposal
from beffroi.participation.questions.actions.elsewhere import put_back_elsewhere, withdraw_elsewhere
from beffroi.participation.questions.models import Question
from beffroi.participation.reports import actions as reports
from beffroi.participation.reports.models import Report


class MessageUse(Use):
    kind = MESSAGE

    def withdraw(self, id: int, at: datetime) -> None:
        if message := Message.objects.filter(pk=id).first():
            conversations.take_back_elsewhere(message=message, at=at)

    def put_back(self, id: int, heard: Heard, at: datetime) -> None:
        if message := Message.objects.filter(pk=id).first():
            conversations.put_back_elsewhere(message=message, text=wording.said(heard), address=heard.url, at=at)

    def revise(self, id: int, heard: Heard, at: datetime) -> None:
        if message := Message.objects.filter(pk=id).first():
            conversations.revise_elsewhere(message=message, text=wording.said(heard), at=at)


class ProposalUse(Use):
    """The words of a proposal were made ready by the team: a change there does not change them, a deletion withdraws it."""

    kind = "proposal"

    def withdraw(self, id: int, at: datetime) -> None:
        if proposal := Proposal.objects.filter(pk=id).exclude(origin="").first():
            proposals.withdraw_import(proposal=proposal, why=str(_("Its author took the message back.")), at=at)

    def put_back(self, id: int, heard: Heard, at: datetime) -> None:
        if proposal := Proposal.objects.filter(pk=id).exclude(origin="").first():
            proposals.put_back_import(proposal=proposal, at=at)


class StatementUse(Use):
    """Its sentence is the team's: a change there does not change it, a deletion takes it out of the map."""

    kind = "statement"

    def withdraw(self, id: int, at: datetime) -> None:
        if statement := Statement.objects.filter(pk=id).first():
            opinions.withdraw_elsewhere(statement=statement, at=at)

    def put_back(self, id: int, heard: Heard, at: datetime) -> None:
        if statement := Statement.objects.filter(pk=id).first():
            opinions.put_back_elsewhere(statement=statement, at=at)


class QuestionUse(Use):
    kind = "question"

    def withdraw(self, id: int, at: datetime) -> None:
        if question := Question.objects.filter(pk=id).first():
            withdraw_elsewhere(question=question, at=at)

    def put_back(self, id: int, heard: Heard, at: datetime) -> None:
        if question := Question.objects.filter(pk=id).first():
            put_back_elsewhere(question=question, at=at)


class ReportUse(Use):
    kind = "report"

    def withdraw(self, id: int, at: datetime) -> None:
        if report := Report.objects.select_related("component", "category").filter(pk=id).first():
            reports.withdraw_elsewhere(report=report, at=at)

    def put_back(self, id: int, heard: Heard, at: datetime) -> None:
        if report := Report.objects.select_related("component", "category").filter(pk=id).first():
            reports.put_back_elsewhere(report=report, at=at)


uses.register(MessageUse())
uses.register(ProposalUse())
uses.register(QuestionUse())
uses.register(ReportUse())
uses.register(StatementUse())

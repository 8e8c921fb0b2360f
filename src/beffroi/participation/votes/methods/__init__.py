"""The rules of counting, by the engine's names."""

from beffroi.participation.votes.methods.base import Method
from beffroi.participation.votes.methods.choices import Approval, Choose
from beffroi.participation.votes.methods.grades import MajorityJudgment, Score
from beffroi.participation.votes.methods.quadratic import Quadratic
from beffroi.participation.votes.methods.ranks import InstantRunoff, Schulze
from beffroi.participation.votes.methods.yes_no import YesNo

METHODS: dict[str, Method] = {
    method.kind: method for method in (YesNo(), Choose(), Approval(), MajorityJudgment(), Score(), Schulze(), InstantRunoff(), Quadratic())
}

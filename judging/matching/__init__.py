"""Who should judge what: a question in, a plan or the rule that forbids it out. No ORM, no clock."""

from .answer import Apart, Change, Infeasible, Kind, Lack, Load, Paired, Plan, Reason, Rule, Uneven
from .freeing import relaxed
from .problem import Juror, Pair, Problem, Proposal
from .solving import solve

__all__ = [
    "Apart",
    "Change",
    "Infeasible",
    "Juror",
    "Kind",
    "Lack",
    "Load",
    "Pair",
    "Paired",
    "Plan",
    "Problem",
    "Proposal",
    "Reason",
    "Rule",
    "Uneven",
    "relaxed",
    "solve",
]

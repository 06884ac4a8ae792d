"""What others may call: everything that changes chains, rounds, steps and findings."""

from gongkai.office.clearance.chains import end_chain, set_chain
from gongkai.office.clearance.decisions import approve, return_
from gongkai.office.clearance.emergency import release_in_emergency, settle
from gongkai.office.clearance.findings import accept_finding, check
from gongkai.office.clearance.reminders import remind
from gongkai.office.clearance.rounds import overtake, submit, withdraw
from gongkai.office.clearance.rules import StepPlan
from gongkai.office.clearance.subject import SecrecyForm, Subject

__all__ = [
    "SecrecyForm",
    "StepPlan",
    "Subject",
    "accept_finding",
    "approve",
    "check",
    "end_chain",
    "overtake",
    "release_in_emergency",
    "remind",
    "return_",
    "set_chain",
    "settle",
    "submit",
    "withdraw",
]

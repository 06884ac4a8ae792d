"""The five gates: what a person should look at before a content goes to review. Pure functions; the rules are data.

:func:`run` reads the content and its attachments and returns findings; :func:`marked` shows them in the body;
:func:`describe` lists the rules.
"""

from gongkai.office.clearance.gates.body import marked
from gongkai.office.clearance.gates.found import GATES, SEVERITIES, FoundByGate
from gongkai.office.clearance.gates.rules import Rule, Rules, describe, shipped_rules
from gongkai.office.clearance.gates.running import run
from gongkai.office.clearance.gates.texts import attachment_part, read_content, texts_of_file

__all__ = [
    "GATES",
    "SEVERITIES",
    "FoundByGate",
    "Rule",
    "Rules",
    "attachment_part",
    "describe",
    "marked",
    "read_content",
    "run",
    "shipped_rules",
    "texts_of_file",
]

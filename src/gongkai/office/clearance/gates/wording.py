"""x"""

from gongkai.office.clearance.gates.matching import phrases, shapes


def look(corpus, rules):
    yield from phrases("wording", corpus, rules)
    yield from shapes("wording", corpus, rules)

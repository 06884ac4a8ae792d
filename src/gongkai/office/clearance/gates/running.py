"""All gates over one content."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date

from gongkai.office.clearance.content import Content
from gongkai.office.clearance.gates import figures, formalities, personal, secrecy, unreadable, wording
from gongkai.office.clearance.gates.body import ADDRESS, BODY
from gongkai.office.clearance.gates.found import (
    GATES,
    FoundByGate,
    Hit,
    around,
    fingerprint,
    masked_digits,
    shortened,
)
from gongkai.office.clearance.gates.places import ReadingLimits
from gongkai.office.clearance.gates.reading import BORDER, Corpus, Spot
from gongkai.office.clearance.gates.rules import Rules, shipped_rules
from gongkai.office.clearance.gates.texts import OpenFile, read_content

#: No rule says more than this about one content: a list of thousands helps nobody, and the last one says how many there are.
MOST_A_RULE = 200


def run(
    content: Content,
    *,
    today: date,
    open_file: OpenFile | None = None,
    rules: Rules | None = None,
    own: Collection[str] = (),
    limits: ReadingLimits | None = None,
) -> list[FoundByGate]:
    """What a person should look at in ``content`` and its attachments, gate by gate, in reading order.

    Args:
        content: what is to be released.
        today: the day of the check; dates after it are not plausible.
        open_file: gives the bytes of an attachment by its ``file_id``. Without it, and for whatever it cannot give,
            attachments count as not read, which is a finding.
        rules: other rules than those shipped.
        own: the organ's own published telephone numbers and e-mail addresses, which are not personal.
        limits: what reading the attachments may cost.
    """
    rules = rules or shipped_rules()
    reading = read_content(content, open_file, limits or ReadingLimits())
    corpus = Corpus(reading.texts)
    hits: list[Hit] = [*unreadable.look(reading)]
    gates: tuple[Callable[[], Iterable[Hit]], ...] = (
        lambda: secrecy.look(corpus, rules),
        lambda: personal.look(corpus, rules, today=today, tables=reading.tables, own=own),
        lambda: wording.look(corpus, rules),
        lambda: figures.look(corpus, reading.tables, rules, today=today),
        lambda: formalities.look(content, corpus, rules, today=today),
    )
    for gate in gates:
        hits.extend(gate())
    return _findings(hits, rules)


def _findings(hits: list[Hit], rules: Rules) -> list[FoundByGate]:
    known = _once([hit for hit in hits if hit.code in rules.rules])
    order = list(GATES)
    counts: Counter[str] = Counter()
    equal: Counter[str] = Counter()
    found: list[FoundByGate] = []
    for hit in sorted(known, key=lambda hit: order.index(rules.rules[hit.code].gate)):
        counts[hit.code] += 1
        if counts[hit.code] <= MOST_A_RULE:
            found.append(_finding(hit, rules, equal))
    found.extend(_too_many(code, number, rules) for code, number in counts.items() if number > MOST_A_RULE)
    return found


def _once(hits: list[Hit]) -> list[Hit]:
    """Each place once a rule: what overlaps a longer find says nothing more, nor does an address behind words that say the same."""
    taken: dict[tuple[str, int], list[Spot]] = defaultdict(list)
    kept: set[int] = set()
    for hit in sorted((h for h in hits if h.spot), key=lambda h: h.spot.start - h.spot.end if h.spot else 0):
        spots = taken[hit.code, id(hit.spot.part)] if hit.spot else []
        if hit.spot and not any(s.start < hit.spot.end and hit.spot.start < s.end for s in spots):
            spots.append(hit.spot)
            kept.add(id(hit))
    shown = {
        (h.code, h.spot.words) for h in hits if h.spot and h.spot.part.part == BODY and h.spot.part.kind != "aside"
    }
    return [
        h
        for h in hits
        if h.spot is None or (id(h) in kept and not (_behind(h.spot) and (h.code, h.spot.words) in shown))
    ]


def _behind(spot: Spot) -> bool:
    return spot.part.part == BODY and spot.part.place == ADDRESS


def _finding(hit: Hit, rules: Rules, equal: Counter[str]) -> FoundByGate:
    rule = rules.rules[hit.code]
    spot = hit.spot
    part = spot.part.part if spot else hit.part
    place = f"{spot.part.place}{hit.place}" if spot else hit.place
    shown = shortened(masked_digits(hit.shown or (spot.words if spot else "")).replace(BORDER, " "))
    where = f"{part}{place}" if place else part
    before, after = around(spot) if spot else ("", "")
    words = f"{spot.words if spot else ''}{hit.about}"
    key = spot.part.key or part if spot else hit.key or part
    first = fingerprint(hit.code, key, words, before, after)
    nth, equal[first] = equal[first], equal[first] + 1
    # What stands beside the body (a comment, an address) has no place in its visible text.
    ranged = spot is not None and not (spot.part.kind == "aside" and spot.part.part == BODY)
    offset = spot.part.offset if spot else 0
    return FoundByGate(
        gate=rule.gate,
        code=hit.code,
        severity=hit.severity or rule.severity,
        part=part[:200],
        place=place[:200],
        start=offset + spot.start if spot and ranged else None,
        end=offset + spot.end if spot and ranged else None,
        excerpt=shown,
        message=rule.says.format_map({"where": where, "shown": shown, **dict(hit.says)})[:500],
        fingerprint=first if not nth else fingerprint(hit.code, key, words, before, after, nth),
    )


def _too_many(code: str, number: int, rules: Rules) -> FoundByGate:
    rule = rules.rules[code]
    return FoundByGate(
        gate=rule.gate,
        code=code,
        severity=rule.severity,
        part="全文",
        place="",
        start=None,
        end=None,
        excerpt="",
        message=f"“{rule.name}”共有 {number} 处，只列出前 {MOST_A_RULE} 处。请先统一处理，再重新检查。",
        fingerprint=fingerprint(code, "全文", "too many"),
    )

"""The gate for personal data: numbers that name a living person (《个人信息保护法》第四条, 第二十八条; 条例第十五条).

What is found is shown masked: a list of findings must not be the leak it warns of.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Callable, Collection, Iterator
from datetime import date

from gongkai.office.clearance.gates.found import Hit, Severity
from gongkai.office.clearance.gates.reading import Corpus
from gongkai.office.clearance.gates.rules import Rules

_ID18 = re.compile(r"(?<!\d)[1-8](?:[ \n-]?\d){16}[ \n-]?[\dXx](?!\d)")
_ID15 = re.compile(r"(?<![\d.,])[1-8]\d{14}(?![\d.,]?\d)")
_MOBILE = re.compile(
    r"(?<![\d.,])(?:(?:\+|00)?86[ -]?)?1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])(?:[ -]?\d{4}){2}(?![\d,]?\d|\.\d)"
)
_LANDLINE = re.compile(r"(?<!\d)[(（]?0\d{2,3}[)）]?[ -]?[2-9]\d{6,7}(?!\d)")
_CARD = re.compile(r"(?<![\dA-Za-z.])[2-69]\d(?:[ -]?\d){13,17}(?![\dA-Za-z]|\.\d)")
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])(?:[EeGg]\d{8}|[Ee][A-HJ-NP-Za-hj-np-z]\d{7})(?![A-Za-z0-9])")
_PERMIT = re.compile(r"(?<![A-Za-z0-9])(?:[CHMWchmw]\d{8}(?:\d{2})?|[Cc][A-Za-z]\d{7})(?![A-Za-z0-9])")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•.・-]?"
    r"(?:(?:[DF]\d{5}|[A-HJ-NP-Z][A-HJ-NP-Z0-9]\d{4}|\d{5}[A-HJK])(?![A-Za-z0-9])|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9学警挂港澳])(?![A-Za-z0-9])"
)
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}(?![A-Za-z0-9-])"
)
_HOME = re.compile(
    r"[一-龥]{2,12}(?:小区|花园|新村|家园|公寓|苑|里|院)[一-龥A-Za-z]{0,4}\d{1,4}(?:号楼|栋|幢|座|号)"
    r"[ ]?(?:\d{1,2}单元)?[ ]?\d{3,4}(?:室|号|户)"
)
_STATED_HOME = re.compile(
    r"(?:家庭住址|家庭地址|住址|现住址|户籍地址|户籍所在地|居住地址|通讯住址)(?:为|是)?[ ]?[:：]?[ ]?"
    r"([^\x1e\n，。；,;]{0,40}?(?:号|室|栋|幢|单元|组|村|户)\d{0,4}(?:室|号|户)?)"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_AMOUNTS = re.compile(r"[ ]?(?:万|亿)?(?:元|人|户|份|件|吨|平方|立方|千瓦|公里|米|美元|港元)")


def check_digit(first: str) -> str:
    """The eighteenth character for the first seventeen digits of an identity number (GB 11643-1999).

    >>> check_digit("11010519491231002")
    'X'
    """
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11]


def luhn(digits: str) -> bool:
    """Whether a card number's last digit fits (ISO/IEC 7812-1).

    >>> luhn("6222020000000000005"), luhn("6222020000000000006")
    (False, False)
    """
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def look(corpus: Corpus, rules: Rules, *, today: date, own: Collection[str] = ()) -> Iterator[Hit]:
    """Identity numbers, telephones, cards, passports and permits, plates, e-mail, addresses."""
    yield from _Look(corpus, rules, today, own).all()


class _Look:
    def __init__(self, corpus: Corpus, rules: Rules, today: date, own: Collection[str]) -> None:
        self._corpus = corpus
        self._rules = rules
        self._today = today
        self._own = {_bare(text) for text in own if text.strip()}
        self._taken: list[tuple[int, int]] = []

    def all(self) -> Iterator[Hit]:
        """Kind by kind, the surest first: what one has found another does not find again."""
        for kind in (
            self._identities,
            self._old_identities,
            self._cards,
            self._mobiles,
            self._landlines,
            self._papers,
            self._plates,
            self._mails,
            self._homes,
        ):
            yield from kind()

    def _take(self, match: re.Match[str], group: int = 0) -> bool:
        start, end = match.span(group)
        index = bisect_right(self._taken, (start, end))
        for other in self._taken[max(0, index - 1) : index + 1]:
            if other[0] < end and start < other[1]:
                return False
        insort(self._taken, (start, end))
        return True

    def _hit(
        self,
        code: str,
        match: re.Match[str],
        mask: Callable[[str], str],
        severity: Severity | None = None,
        group: int = 0,
    ) -> Iterator[Hit]:
        if self._take(match, group):
            spot = self._corpus.spot(*match.span(group))
            yield Hit(code, spot, mask(_one_line(match[group])), severity=severity)

    def _near(self, match: re.Match[str], words: str, before: int = 24, after: int = 0) -> bool:
        text = self._corpus.text
        window = text[max(0, match.start() - before) : match.start()] + " " + text[match.end() : match.end() + after]
        return any(word in window for word in self._rules.list_of(f"personal_data.{words}"))

    def _identities(self) -> Iterator[Hit]:
        for match in _ID18.finditer(self._corpus.text):
            number = _bare(match[0]).upper()
            if not (self._region(number[:2]) and self._birthday(number[6:14])):
                continue
            right = check_digit(number[:17]) == number[17]
            yield from self._hit(
                "personal_data.id_number" if right else "personal_data.id_number_misprint", match, _masked
            )

    def _old_identities(self) -> Iterator[Hit]:
        for match in _ID15.finditer(self._corpus.text):
            if self._region(match[0][:2]) and self._birthday(f"19{match[0][6:12]}") and not self._is_amount(match):
                yield from self._hit("personal_data.id_number_15", match, _masked)

    def _region(self, code: str) -> bool:
        return code in self._rules.list_of("personal_data.regions")

    def _birthday(self, digits: str) -> bool:
        try:
            born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        except ValueError:
            return False
        return date(1900, 1, 1) <= born <= self._today

    def _cards(self) -> Iterator[Hit]:
        for match in _CARD.finditer(self._corpus.text):
            number = _bare(match[0])
            known = number.startswith(self._rules.list_of("personal_data.card_beginnings"))
            stated = self._near(match, "card_words")
            if (known or stated) and luhn(number):
                yield from self._hit("personal_data.bank_card", match, _masked, None if known or stated else "warn")

    def _mobiles(self) -> Iterator[Hit]:
        for match in _MOBILE.finditer(self._corpus.text):
            if self._bare_own(match[0]) or self._is_amount(match):
                continue
            yield from self._hit("personal_data.mobile", match, _masked)

    def _landlines(self) -> Iterator[Hit]:
        for match in _LANDLINE.finditer(self._corpus.text):
            if not self._bare_own(match[0]) and self._near(match, "private_words", 12):
                yield from self._hit("personal_data.landline", match, _masked)

    def _bare_own(self, text: str) -> bool:
        bare = _bare(text)
        return bare in self._own or bare.removeprefix("0086").removeprefix("86") in self._own

    def _is_amount(self, match: re.Match[str]) -> bool:
        text = self._corpus.text
        return bool(_AMOUNTS.match(text, match.end())) or text[max(0, match.start() - 1) : match.start()] in {
            "¥",
            "￥",
            "$",
        }

    def _papers(self) -> Iterator[Hit]:
        for match in _PASSPORT.finditer(self._corpus.text):
            if self._near(match, "passport_words", 40, 12):
                yield from self._hit("personal_data.passport", match, _masked)
        for match in _PERMIT.finditer(self._corpus.text):
            if self._near(match, "permit_words", 40, 12):
                yield from self._hit("personal_data.permit", match, _masked)

    def _plates(self) -> Iterator[Hit]:
        for match in _PLATE.finditer(self._corpus.text):
            tail = match[0][2:].lstrip(" ·•.・-")
            if sum(char.isdigit() for char in tail) >= 3:
                yield from self._hit(
                    "personal_data.plate", match, lambda text: f"{text[:2]}{'*' * (len(text) - 3)}{text[-1]}"
                )

    def _mails(self) -> Iterator[Hit]:
        organs = self._rules.list_of("personal_data.organ_domains")
        for match in _MAIL.finditer(self._corpus.text):
            address = match[0].lower()
            if address in self._own:
                continue
            code = "personal_data.organ_email" if address.endswith(organs) else "personal_data.email"
            yield from self._hit(code, match, _masked_mail)

    def _homes(self) -> Iterator[Hit]:
        for match in _STATED_HOME.finditer(self._corpus.text):
            if len(match[1]) >= 5:
                yield from self._hit("personal_data.address", match, _masked_home, group=1)
        for match in _HOME.finditer(self._corpus.text):
            yield from self._hit("personal_data.address", match, _masked_home)


def _bare(text: str) -> str:
    """A number without its spaces, hyphens and brackets; an address in small letters."""
    return (
        "".join(char for char in text if char not in " \n-()（）+").lower() if "@" not in text else text.lower().strip()
    )


def _one_line(text: str) -> str:
    return text.replace("\n", "")


def _masked(text: str) -> str:
    """330102********1234: the first six and the last four at most, and never more than half of it."""
    bare = _one_line(text)
    head, tail = (6, 4) if len(bare) >= 15 else (3, 4) if len(bare) >= 11 else (2, 2)
    return f"{bare[:head]}{'*' * (len(bare) - head - tail)}{bare[-tail:]}"


def _masked_mail(text: str) -> str:
    name, _, domain = text.partition("@")
    return f"{name[:1]}{'*' * max(len(name) - 1, 2)}@{domain}"


def _masked_home(text: str) -> str:
    shown = max(3, len(text) // 3)
    return f"{text[:shown]}{'*' * (len(text) - shown)}"

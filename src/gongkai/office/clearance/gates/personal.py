"""The gate for personal data: numbers that name a living person (《个人信息保护法》第四条, 第二十八条; 条例第十五条).

What is found is shown masked: a list of findings must not be the leak it warns of.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date

from gongkai.office.clearance.gates.columns import Columns
from gongkai.office.clearance.gates.found import Hit, Severity
from gongkai.office.clearance.gates.reading import Corpus, Spot, Table
from gongkai.office.clearance.gates.rules import Rules

_ID18 = re.compile(r"(?<!\d)[1-8](?:[ \n-]?\d){16}[ \n-]?[\dXx](?!\d)")
_ID15 = re.compile(r"(?<![\d.,])[1-8]\d{14}(?![\d.,]?\d)")
_MOBILE = re.compile(
    r"(?<![\d.,])(?:(?:\+|00)?86[ -]?)?1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])(?:[ –—-]{0,2}\d{4}){2}(?![\d,]?\d|\.\d)"
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
_STATED_ID = re.compile(
    r"(?:身份证|公民身份|身份证件)(?:件)?(?:号码|号)?(?:为|是)?[ ]?[:：]?[（(]?[ ]?(\d(?:[ -]?\d){13,19}[ -]?[\dXx]?)(?![\d*＊×Xx])"
)
_HOME = re.compile(
    r"[一-龥]{2,12}(?:小区|花园|新村|家园|公寓|苑|里|院)[一-龥A-Za-z]{0,4}\d{1,4}(?:号楼|栋|幢|座|号)"
    r"[ ]?(?:\d{1,2}单元)?[ ]?\d{3,4}(?:室|号|户)"
)
# A stairway (单元) is only in a dwelling; a group (组) of a village with a number is a farm.
_FLAT = re.compile(
    r"[一-龥A-Za-z0-9]{2,20}?\d{1,4}(?:号楼|栋|幢|座|号|#)[ ]?\d{1,2}单元[ ]?(?:\d{1,2}[楼层])?[ ]?\d{3,4}(?:室|号|户)?"
)
_FARM = re.compile(
    r"[一-龥]{2,12}(?:村|屯)[一-龥]{0,4}?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:组|队|社)[一-龥]{0,3}\d{1,4}[号户]"
)
_STATED_HOME = re.compile(
    r"(?:家庭住址|家庭地址|住址|现住址|户籍地址|户籍所在地|居住地址|通讯住址)(?:为|是)?[ ]?[:：]?[ ]?"
    r"([^\x1e\n，。；、,;]{0,40}(?:[\d一二三四五六七八九十甲乙丙](?:号|室|栋|幢|单元|组|户)|村|屯)\d{0,4}(?:室|号|户)?)"
)
_OF_AN_OFFICE = re.compile(r"(?:地址|地点|场所|住所|门店|坐落)[）)]?(?:为|是)?[ ]?[:：]?[ ]?[一-龥]{0,6}$")
_NUMBERED = re.compile(r"[\d一二三四五六七八九十甲乙丙](?:号|室|栋|幢|单元|组|户)|\d-\d")
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


def look(
    corpus: Corpus, rules: Rules, *, today: date, tables: Iterable[Table] = (), own: Collection[str] = ()
) -> Iterator[Hit]:
    """Identity numbers, telephones, cards, passports and permits, plates, e-mail, addresses."""
    yield from _Look(corpus, rules, today, Columns(tables, _heads(rules)), own).all()


class _Look:
    def __init__(self, corpus: Corpus, rules: Rules, today: date, columns: Columns, own: Collection[str]) -> None:
        self._corpus = corpus
        self._columns = columns
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
            self._stated_identities,
            self._under_heads,
        ):
            yield from kind()

    def _take(self, match: re.Match[str], group: int = 0) -> bool:
        return self._free(*match.span(group))

    def _free(self, start: int, end: int) -> bool:
        """Whether nothing was found in this range; from now on it is taken."""
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
        for pattern in (_HOME, _FLAT, _FARM):
            for match in pattern.finditer(self._corpus.text):
                if not self._of_an_office(match):
                    yield from self._hit("personal_data.address", match, _masked_home)

    def _of_an_office(self, match: re.Match[str]) -> bool:
        """Whether an address is said to be a shop's or an office's: by the words before it, or by the table it stands in."""
        if "单元" in match[0]:
            return False
        text = self._corpus.text
        if _OF_AN_OFFICE.search(text[max(0, match.start() - 16) : match.start()]):
            return True
        part = self._corpus.spot(*match.span()).part
        head, words = self._columns.above(part.part, part.place), self._rules.list_of
        if any(word in head for word in words("personal_data.address_heads")):
            return False
        if any(word in head for word in words("personal_data.business_address_heads")):
            return True
        return any(word in head for word in words("personal_data.office_address_heads")) and not self._columns.beside(
            part.part, part.place, words("personal_data.person_heads")
        )

    def _stated_identities(self) -> Iterator[Hit]:
        """A number that the text itself calls an identity number, and that cannot be one: mistyped, it still names somebody."""
        for match in _STATED_ID.finditer(self._corpus.text):
            yield from self._hit("personal_data.id_number_misprint", match, _masked, group=1)

    def _under_heads(self) -> Iterator[Hit]:
        """Cells whose column says what they are: homes, identity numbers with a wrong digit, accounts of persons."""
        columns, words = self._columns, self._rules.list_of
        for start, part in self._corpus.starts():
            head = columns.above(part.part, part.place)
            text = self._corpus.text[start : start + len(part.text)].strip()
            if not head or text == head:
                continue
            bare = _bare(text)
            spot = Spot(part, 0, len(part.text))
            if any(word in head for word in words("personal_data.address_heads")):
                found = ("personal_data.address", _masked_home) if _NUMBERED.search(text) else None
            elif any(word in head for word in words("personal_data.identity_heads")):
                found = (
                    ("personal_data.id_number_misprint", _masked) if re.fullmatch(r"\d{14,19}[\dXx]", bare) else None
                )
            elif any(word in head for word in words("personal_data.account_heads")) and columns.beside(
                part.part, part.place, words("personal_data.person_heads")
            ):
                found = ("personal_data.bank_card", _masked) if re.fullmatch(r"\d{12,23}", bare) else None
            else:
                found = None
            if found and self._free(start, start + len(part.text)):
                yield Hit(found[0], spot, found[1](_one_line(text)))


def _heads(rules: Rules) -> list[str]:
    """The words by which a column is known."""
    lists = ("address_heads", "office_address_heads", "business_address_heads", "identity_heads", "account_heads")
    return [word for name in lists for word in rules.list_of(f"personal_data.{name}")]


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

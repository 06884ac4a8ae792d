"""The unified social credit code and its check digit (GB 32100-2015). Pure: no Django, no database."""

from __future__ import annotations

#: The characters of the code in the order of their values: digits and capitals without I, O, S, V, Z.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def check_character(first: str) -> str:
    """The eighteenth character for the first seventeen.

    Raises ValueError when they are not seventeen characters of the alphabet.

    >>> check_character("11230000000000000")
    'M'
    """
    if len(first) != 17 or any(sign not in ALPHABET for sign in first):
        raise ValueError(f"{first}: seventeen characters of {ALPHABET}")
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(first, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def tidied(code: str) -> str:
    """A code as people type it: without spaces and hyphens, in capitals, full-width characters made plain.

    >>> tidied(" １１23-0000 0000000000x ")
    '112300000000000000X'
    """
    plain = "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in code)
    return "".join(plain.split()).replace("-", "").upper()


def problem(code: str) -> str:
    """What is wrong with a code, in one sentence; nothing ("") where it is right. The code is taken as tidied.

    >>> problem("112300000000000001")
    '统一社会信用代码“112300000000000001”的校验位不对：按前 17 位计算末位应为 M，请对照证书核对每一位。'
    >>> problem("11230000000000000" + check_character("11230000000000000"))
    ''
    >>> problem("1123")
    '统一社会信用代码应为 18 位，“1123”有 4 位。'
    >>> problem("1123000000000000O1")
    '统一社会信用代码“1123000000000000O1”第 17 位“O”不是可用的字符：只用数字和除 I、O、S、V、Z 以外的大写字母。'
    """
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，“{code[:40]}”有 {len(code)} 位。"
    for place, sign in enumerate(code, 1):
        if sign not in ALPHABET:
            return f"统一社会信用代码“{code}”第 {place} 位“{sign}”不是可用的字符：只用数字和除 I、O、S、V、Z 以外的大写字母。"
    if not code[2:8].isdigit():
        return f"统一社会信用代码“{code}”第 3 至 8 位应为行政区划代码，只能是数字。"
    expected = check_character(code[:17])
    if code[17] != expected:
        return f"统一社会信用代码“{code}”的校验位不对：按前 17 位计算末位应为 {expected}，请对照证书核对每一位。"
    return ""

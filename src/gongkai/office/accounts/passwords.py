"""Password rules beyond Django's own, and one-time passwords."""

from __future__ import annotations

import secrets

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from gongkai.office.accounts.models import PastPassword, User

#: Letters and digits nobody mistakes for each other on a slip of paper.
_LOWER, _UPPER, _DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"


def one_time_password() -> str:
    """A password to hand over, such as "Kx7m-pQ3w-tZ9a": about 65 bits, three kinds of characters for certain."""
    while True:
        letters = [secrets.choice(_LOWER + _UPPER + _DIGITS) for _ in range(12)]
        if all(any(letter in kind for letter in letters) for kind in (_LOWER, _UPPER, _DIGITS)):
            return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def kinds_of_characters(password: str) -> int:
    """How many of four kinds occur: small letters, capitals, digits, anything else (Chinese characters, signs).

    >>> kinds_of_characters("abcDEF123"), kinds_of_characters("政务公开2026")
    (3, 2)
    """
    small = any(letter.isascii() and letter.islower() for letter in password)
    capital = any(letter.isascii() and letter.isupper() for letter in password)
    digit = any(letter.isascii() and letter.isdigit() for letter in password)
    other = any(not (letter.isascii() and letter.isalnum()) for letter in password)
    return small + capital + digit + other


class ThreeKindsValidator:
    """At least three of: small letters, capitals, digits, other characters."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002
        """Raises ValidationError."""
        if kinds_of_characters(password) < 3:
            raise ValidationError(
                "密码的字符种类太少：大写字母、小写字母、数字、其他符号中至少要有三种。", code="too_few_kinds"
            )

    def get_help_text(self) -> str:
        """The rule in words."""
        return "大写字母、小写字母、数字、其他符号中至少有三种。"


class NotThePersonValidator:
    """Does not contain the person's name, username, phone or the name before the @ of the e-mail."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raises ValidationError."""
        if not isinstance(user, User):
            return
        typed = password.casefold()
        own = (user.name, user.username, user.phone, user.email.partition("@")[0])
        if any(len(part) >= 2 and part.casefold() in typed for part in own):
            raise ValidationError("密码中含有您的姓名、用户名、手机号码或邮箱名，请换一个。", code="about_the_person")

    def get_help_text(self) -> str:
        """The rule in words."""
        return "不含本人的姓名、用户名、手机号码和邮箱名。"


class NotUsedBeforeValidator:
    """Not the present password and not one of those before it."""

    def __init__(self, remembered: int = 5) -> None:
        self.remembered = remembered

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raises ValidationError."""
        if not isinstance(user, User) or user.pk is None:
            return
        past = PastPassword.objects.filter(user=user).values_list("password", flat=True)[: self.remembered]
        if any(check_password(password, used) for used in (user.password, *past) if used):
            raise ValidationError(
                f"这个密码您用过。请换一个与现在及最近 {self.remembered} 次都不同的密码。", code="used_before"
            )

    def get_help_text(self) -> str:
        """The rule in words."""
        return f"与现在及最近 {self.remembered} 次用过的密码都不同。"

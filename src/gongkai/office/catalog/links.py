"""The links of what is public to items and units of this platform, so that those which lead nowhere are known at once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongkai.office.units.models import Unit


class LinkTo(models.TextChoices):
    """What a link within the platform leads to: an item (or one of its files), or pages of a unit."""

    DOCUMENT = "document", "信息"
    UNIT = "unit", "单位"


def links_to() -> list[tuple[str, str]]:
    """The values of :class:`LinkTo` with their words."""
    return list(LinkTo.choices)


class Link(models.Model):
    """Where the released text of ``document`` leads on this platform. Written with the release, in the order of the text.

    The targets are no constraints: a link may lead to what is not there. One whose number or name in addresses cannot be kept
    has neither. ``doubtful`` are those whose target was never public until they were written: only they, and those to what
    is withdrawn, can be dead, so that a million good links cost nothing.
    """

    document = models.ForeignKey("Document", models.CASCADE, related_name="links", verbose_name="文稿")
    kind = models.CharField("指向", max_length=10, choices=links_to)
    item = models.ForeignKey(
        "Document", models.DO_NOTHING, null=True, related_name="+", db_constraint=False, verbose_name="指向的信息"
    )
    unit = models.ForeignKey(
        Unit,
        models.DO_NOTHING,
        to_field="slug",
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name="指向的单位",
    )
    href = models.TextField("网址")
    words = models.CharField("链接文字", max_length=300, blank=True)
    doubtful = models.BooleanField("须核对", default=False)

    class Meta:
        verbose_name = "站内链接"
        verbose_name_plural = "站内链接"
        indexes: ClassVar = [models.Index(fields=["document"], condition=Q(doubtful=True), name="link_doubtful")]

    def __str__(self) -> str:
        return f"{self.words}（{self.href}）"

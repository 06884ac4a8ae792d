"""An attachment of a round on a screen: the file that was submitted, with what it hides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from gongkai.faces.desk.previewing import FileScreen
from gongkai.faces.desk.reviews.place import OfOneReview


class AttachmentPreview(FileScreen, OfOneReview):
    """预览附件."""

    def crumbs(self) -> Sequence[tuple[str, str]]:
        """Back to the round."""
        return [*super().crumbs(), (self.review.title, self.url())]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        file, name = self.submitted(kwargs["place"])
        return self.look_at(
            file,
            name,
            download=f"{self.url()}attachments/{kwargs['place']}/",
            unit_id=self.review.unit_id,
            detail={"review": self.review.pk},
        )

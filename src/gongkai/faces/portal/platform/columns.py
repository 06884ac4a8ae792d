"""The seven columns of the platform (国办公开办函〔2019〕61号)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from gongkai.faces.portal.metatags import column_words
from gongkai.faces.portal.pages import Page
from gongkai.statute.disclosure import disclosure_law


class Column(Page):
    """A column of the whole platform."""

    template_name = "portal/platform/column.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002
        return self.show(
            title=disclosure_law().columns[self.column].name, description=column_words(self.column).description
        )


class Guides(Column):
    """政府信息公开指南."""

    column = "guide"


class Institutions(Column):
    """政府信息公开制度."""

    column = "institutions"


class Statutory(Column):
    """法定主动公开内容."""

    column = "statutory"


class Reports(Column):
    """政府信息公开年报."""

    column = "reports"


class Requests(Column):
    """依申请公开."""

    column = "requests"


class Departments(Column):
    """部门平台."""

    column = "departments"


class Districts(Column):
    """区县（市）平台."""

    column = "districts"

"""Lists: filter, sort, page, export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property

from gongkai.faces.desk.kit.exporting import as_csv, as_xlsx
from gongkai.faces.desk.kit.parts import Column, Empty
from gongkai.faces.desk.kit.screens import Screen
from gongkai.office.audit.services import audited, record


class _TwoSteps:
    """The rows of a queryset for a paginator: first the numbers of a page's rows, then these rows alone.

    What is joined and computed for a row is then left undone for the thousands that only stand before it in the order.
    """

    def __init__(
        self, rows: QuerySet[Any], dressed: Callable[[QuerySet[Any]], QuerySet[Any]], *, at_once: bool
    ) -> None:
        self.rows, self.dressed, self.at_once = rows, dressed, at_once

    @cached_property
    def numbers(self) -> list[Any]:
        """All of them: where finding is dear, counting and paging by one search."""
        return list(self.rows.values_list("pk", flat=True))

    def count(self) -> int:
        """How many there are."""
        return len(self.numbers) if self.at_once else self.rows.count()

    def __getitem__(self, at: slice) -> list[Any]:
        numbers = self.numbers[at] if self.at_once else list(self.rows.values_list("pk", flat=True)[at])
        found = {row.pk: row for row in self.dressed(self.rows.order_by().filter(pk__in=numbers))}
        return [found[number] for number in numbers if number in found]


class ListScreen(Screen):
    """A list of rows.

    ``rows()`` gives a queryset (or a sequence) already narrowed to what the actor may see, filtered by ``self.filters``
    (the cleaned values of ``filter_form``; only valid ones). With ``search_hint`` there is a search field whose words are in
    ``self.words``. ``export_name`` switches CSV and XLSX on; every export is recorded under ``export_verb``.
    """

    template_name = "desk/list.html"
    columns: Sequence[Column] = ()
    filter_form: type[forms.Form] | None = None
    search_hint: str = ""
    empty: Empty = Empty("没有内容", "这里还没有任何记录。")
    export_name: str = ""
    export_verb: str = "audit.exported"
    page_size: int = 50
    caption: str = ""

    def rows(self) -> QuerySet[Any] | Sequence[Any]:
        """What is listed: written for every list."""
        raise NotImplementedError(f"{type(self).__name__}.rows")

    def dressed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of a page (or of an export) with what only the shown ones need: dear annotations belong here."""
        return rows

    def shown_columns(self) -> Sequence[Column]:
        """The columns of this request."""
        return self.columns

    def export_columns(self) -> Sequence[Column]:
        """The columns of an export; more may stand in it than on the screen."""
        return self.shown_columns()

    def when_empty(self) -> Empty:
        """What to say when there is nothing at all (not: nothing found)."""
        return self.empty

    @cached_property
    def words(self) -> str:
        """What is searched for."""
        return " ".join(self.request.GET.get("q", "").split())[:100] if self.search_hint else ""

    @cached_property
    def filter(self) -> forms.Form | None:
        """The filter form, bound to the address."""
        return self.make_filter() if self.filter_form else None

    def make_filter(self) -> forms.Form:
        """Build the filter form; override to narrow its choices to the actor's."""
        assert self.filter_form is not None  # noqa: S101 (the caller asked)
        return self.filter_form(self.request.GET)

    @cached_property
    def filters(self) -> dict[str, Any]:
        """The valid values of the filter form; what is wrong is said at its field and does not filter."""
        if self.filter is None:
            return {}
        self.filter.is_valid()
        return {name: value for name, value in self.filter.cleaned_data.items() if value not in (None, "", [], False)}

    def sorted_rows(self) -> QuerySet[Any] | Sequence[Any]:
        """The rows in the order asked for, if a column offers it."""
        rows = self.rows()
        wanted = self.request.GET.get("sort", "")
        sorts = {column.sort for column in self.shown_columns() if column.sort}
        if wanted.lstrip("-") in sorts and isinstance(rows, QuerySet):
            return rows.order_by(wanted, "-pk")
        return rows

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        form = request.GET.get("export", "")
        if form in {"csv", "xlsx"} and self.export_name:
            return self.export(form)
        columns = self.shown_columns()
        narrowed = bool(self.words or self.filters)
        found: Any = self.sorted_rows()
        if isinstance(found, QuerySet) and not (
            found.query.is_sliced or found.query.distinct or found.query.combinator
        ):
            found = _TwoSteps(found, self.dressed, at_once=narrowed)
        page = Paginator(found, self.page_size).get_page(request.GET.get("page"))
        return self.show(
            columns=[(column, self.sort_link(column), self.sort_state(column)) for column in columns],
            page=page,
            numbers=page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
            page_link=self.link(page=""),
            rows=[[column.cell(row) for column in columns] for row in page.object_list],
            total=page.paginator.count,
            filter=self.filter,
            words=self.words,
            search_hint=self.search_hint,
            narrowed=narrowed,
            empty=self.when_empty(),
            caption=self.caption or self.heading(),
            exports=[(label, self.link(export=form, page="")) for label, form in (("CSV", "csv"), ("Excel", "xlsx"))]
            if self.export_name
            else [],
        )

    def link(self, **changes: str) -> str:
        """This address with some of its parameters changed; an empty value takes one away."""
        asked = self.request.GET.copy()
        for name, value in changes.items():
            asked.pop(name, None)
            if value:
                asked[name] = value
        return "?" + urlencode([(name, value) for name, values in asked.lists() for value in values if value])

    def sort_link(self, column: Column) -> str:
        """Where the head of a column leads: its order, then the reverse."""
        if not column.sort:
            return ""
        reverse = self.request.GET.get("sort") == column.sort
        return self.link(sort=f"-{column.sort}" if reverse else column.sort, page="")

    def sort_state(self, column: Column) -> str:
        """For aria-sort."""
        asked = self.request.GET.get("sort", "")
        if not column.sort or asked.lstrip("-") != column.sort:
            return ""
        return "descending" if asked.startswith("-") else "ascending"

    def export(self, form: str) -> HttpResponseBase:
        """Everything the filter lets through, as a file; recorded before the first byte leaves."""
        rows, columns = self.sorted_rows(), self.export_columns()
        count = rows.count() if isinstance(rows, QuerySet) else len(rows)
        rows = self.dressed(rows) if isinstance(rows, QuerySet) else rows
        asked = {name: value for name, value in self.request.GET.items() if value and name not in {"export", "page"}}
        with audited():
            record(
                self.export_verb,
                by=self.actor,
                at=self.now,
                subject=self.heading(),
                unit_id=self.export_unit(),
                detail={"form": form, "rows": count, "filter": asked},
            )
        name = f"{self.export_name}-{self.today.isoformat()}.{form}"
        return as_csv(name, columns, rows) if form == "csv" else as_xlsx(name, columns, rows)

    def export_unit(self) -> int | None:
        """The unit an export is recorded under, where it is of one unit."""
        return None

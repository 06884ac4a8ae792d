"""Everything that is shown of one item: its title, metadata, force, text, files, what it belongs with, and its history.

The public page and the desk's preview draw the same :class:`Shown` with ``look/item.html``: what is released looks as it
was previewed. The revision need not be published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from gongkai.faces.look.belonging import Belonging, Event, belongings, history
from gongkai.faces.look.readable import readable
from gongkai.office.catalog.metadata import Metadata, heading_name
from gongkai.office.catalog.models import Attachment, Disclosure, Document, DocumentKind, Ending, Revision
from gongkai.office.catalog.previewing import can_preview
from gongkai.office.catalog.validity import ended_why
from gongkai.office.files.kinds import KINDS
from gongkai.office.files.selectors import file_name
from gongkai.office.units.models import Unit
from gongkai.statute.disclosure import disclosure_law

#: What stands where the catalogue does not say.
UNKNOWN = "—"
_WITH_FORCE = {DocumentKind.INFORMATION, DocumentKind.INSTITUTION}
_RULES = "20-01"
#: What is longer does not fit into half a line of the metadata table.
_SHORT = 16


def nowhere(_of: object) -> str:
    """No address: what it would lead to is shown without a link."""
    return ""


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the parts of an item lead on the face that shows it; "" is shown without a link.

    ``listing`` gets the filters of a list ({"heading": "20-01"}), ``version`` a released revision.
    """

    attachment: Callable[[Attachment], str] = nowhere
    preview: Callable[[Attachment], str] = nowhere
    unit: Callable[[Unit], str] = nowhere
    listing: Callable[[Mapping[str, str]], str] = nowhere
    version: Callable[[Revision], str] = nowhere


@dataclass(frozen=True)
class Row:
    """A line of the metadata table. ``wide`` ones take the whole width."""

    label: str
    value: str
    url: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Force:
    """Whether it is in force (有效性): the word, its sign (never colour alone), the sentence, and "on", "off" or "soon"."""

    word: str
    sign: str
    sentence: str
    tone: str


@dataclass(frozen=True)
class ShownFile:
    """An attachment as the public gets it: the name, its kind and size in words, where it is, and where it can be seen."""

    name: str
    kind: str
    size: str
    url: str
    preview: str = ""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One item as ``look/item.html`` draws it. ``lines`` are the rows of the table, in pairs where both are short."""

    title: str
    kind: str
    unit: str
    unit_url: str
    lines: tuple[tuple[Row, ...], ...]
    force: Force | None
    body: str
    files: tuple[ShownFile, ...]
    belonging: Belonging
    history: tuple[Event, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the table, one after the other."""
        return tuple(row for line in self.lines for row in line)


def showing(document: Document, revision: Revision, *, on: date, addresses: Addresses | None = None) -> Shown:
    """What is shown of a revision on a day. The document comes with its ``unit``.

    Reads the attachments, the public items it belongs with, and its released versions: five queries at most.
    """
    addresses = addresses or Addresses()
    force = force_of(document, revision, on)
    return Shown(
        title=revision.title,
        kind=str(DocumentKind(document.kind).label),
        unit=document.unit.name,
        unit_url=addresses.unit(document.unit),
        lines=_paired(rows_of(document, revision, force, addresses)),
        force=force,
        body=readable(revision.body),
        files=tuple(_file(item, addresses) for item in _attachments(revision)),
        belonging=belongings(document, revision),
        history=history(document, addresses.version),
    )


# --- the metadata table (law-digest §6.2) -----------------------------------------------------------------------------
def rows_of(document: Document, revision: Revision, force: Force | None, addresses: Addresses) -> list[Row]:
    """The rows in the national order. The first eight always stand there, with — where nothing is said; others when said."""
    law, told = disclosure_law(), Metadata.of(revision)
    heading = heading_name(told.heading) if told.heading else ""
    always = [
        Row("索引号", document.index_number or (UNKNOWN if revision.version else "公开时生成")),
        Row("发布机构", document.unit.name, addresses.unit(document.unit)),
        Row("文号", revision.document_number or UNKNOWN),
        Row("成文日期", day(revision.formed_on) or UNKNOWN),
        Row("发布日期", moment(document.published_at) or UNKNOWN),
        Row("目录类目", heading or UNKNOWN, addresses.listing({"heading": told.heading}) if heading else ""),
        Row("主题分类", law.subjects[told.subject].name if told.subject in law.subjects else UNKNOWN),
        Row("体裁", law.genres[told.genre].name if told.genre in law.genres else UNKNOWN),
    ]
    when_said = [
        Row("有效性", force.sentence if force else "", wide=force is not None and len(force.sentence) > _SHORT),
        Row("施行日期", day(told.effective_on)),
        Row("有效期至", day(told.expires_on)),
        Row(_ended_label(document), day(document.ended_on)),
        Row("公开方式", str(Disclosure(told.disclosure).label)),
        Row("不予公开事由", law.grounds[told.ground].name if told.ground in law.grounds else "", wide=True),
        Row("公开时限", law.modes[told.mode].name if told.mode in law.modes else ""),
        Row("版次", f"第{revision.version}版（{moment(revision.released_at)}）" if (revision.version or 1) > 1 else ""),
        Row("更正说明", revision.correction, wide=True),
        Row("信息来源", told.source),
        Row("发文机关", "、".join(told.issuers) if told.issuers != (document.unit.name,) else "", wide=True),
        Row("关键词", "；".join(told.keywords), wide=True),
        Row("内容概述", told.summary, wide=True),
    ]
    return always + [row for row in when_said if row.value]


def _ended_label(document: Document) -> str:
    return {Ending.REPEALED: "废止日期", Ending.AMENDED: "修改日期"}.get(
        Ending(document.ended_how or "expired"), "失效日期"
    )


def _paired(rows: Sequence[Row]) -> tuple[tuple[Row, ...], ...]:
    """Two short rows a line, wide ones alone; the order of reading stays."""
    lines: list[tuple[Row, ...]] = []
    waiting: list[Row] = []
    for row in rows:
        if row.wide and waiting:
            lines.append(tuple(waiting))
            waiting = []
        if row.wide:
            lines.append((row,))
            continue
        waiting.append(row)
        if len(waiting) == 2:
            lines.append(tuple(waiting))
            waiting = []
    return (*lines, tuple(waiting)) if waiting else tuple(lines)


# --- force ------------------------------------------------------------------------------------------------------------
def force_of(document: Document, revision: Revision, on: date) -> Force | None:
    """Whether it is in force on a day; None where that is no question (a budget, a notice of recruitment)."""
    if revision.version is not None and document.published_id not in {None, revision.pk}:
        return Force("非现行版本", "×", "非现行版本，已由新版代替", "off")
    ended = document.ended_on
    if ended is not None and ended <= on:
        word = str(Ending(document.ended_how or Ending.EXPIRED).label)
        why = ended_why(document)
        note = f"（{why}）" if why else ""
        return Force(word, "×", f"{word}，自{in_letters(ended)}起{note}", "off")
    if revision.expires_on is not None and revision.expires_on < on:
        return Force("已失效", "×", f"已失效，有效期至{in_letters(revision.expires_on)}", "off")
    if not _has_force(document, revision):
        return None
    if revision.effective_on is not None and revision.effective_on > on:
        return Force("尚未施行", "○", f"尚未施行，自{in_letters(revision.effective_on)}起施行", "soon")
    if ended is not None:
        how = {Ending.REPEALED: "废止", Ending.AMENDED: "修改"}.get(Ending(document.ended_how or "expired"), "失效")
        return Force("有效", "✓", f"有效，将于{in_letters(ended)}{how}", "on")
    return Force("有效", "✓", "有效", "on")


def _has_force(document: Document, revision: Revision) -> bool:
    """Rules and institutions are in force or not; so is what says from when to when it holds."""
    if document.kind not in _WITH_FORCE:
        return False
    if document.kind == DocumentKind.INSTITUTION or revision.heading == _RULES:
        return True
    return bool(revision.effective_on or revision.expires_on or document.ended_on)


# --- files ------------------------------------------------------------------------------------------------------------
def _attachments(revision: Revision) -> Sequence[Attachment]:
    return list(revision.attachments.select_related("file__published_copy"))


def _file(item: Attachment, addresses: Addresses) -> ShownFile:
    file = item.file.published_copy or item.file
    kind = KINDS.get(file.extension)
    return ShownFile(
        name=file_name(file, item.name),
        kind=kind.label if kind else file.extension.upper(),
        size=filesizeformat(file.size).replace("\xa0", " "),
        url=addresses.attachment(item),
        preview=addresses.preview(item) if can_preview(file) else "",
    )


# --- days -------------------------------------------------------------------------------------------------------------
def day(on: date | None) -> str:
    """A day in figures: 2026-03-10; "" for none."""
    return on.isoformat() if on else ""


def in_letters(on: date) -> str:
    """A day in letters: 2026年3月10日."""
    return f"{on.year}年{on.month}月{on.day}日"


def moment(at: datetime | None) -> str:
    """A moment as the norms write it, 2026-03-10 09:30; only the day where nobody knew the hour."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local:%Y-%m-%d}" if local.time() == time() else f"{local:%Y-%m-%d %H:%M}"

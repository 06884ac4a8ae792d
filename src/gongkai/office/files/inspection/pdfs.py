"""PDF: nothing in it may run, nothing may hide in it, and its text must be readable without a password."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from gongkai.office.errors import Refused
from gongkai.office.files.inspection.compound import PASSWORD
from gongkai.office.files.kinds import Kind

MOST_OBJECTS = 1_000_000
DAMAGED = "PDF 文件不完整或已损坏，打不开，无法审查。请重新导出或重新打印为 PDF 后再上传。"
_ACTIONS = {
    "/JavaScript": "脚本（JavaScript）",
    "/Launch": "启动其他程序的动作",
    "/ImportData": "导入外部数据的动作",
    "/SubmitForm": "向外提交数据的表单动作",
    "/GoToE": "打开内嵌文件的动作",
    "/Rendition": "播放外部媒体的动作",
}
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what a stranger's file gets wrong is no news for the operator


@contextmanager
def opened(path: Path) -> Iterator[pypdf.PdfReader]:
    """The PDF, readable without a password.

    Raises:
        Refused: it has a password, or it is damaged.
    """
    try:
        with path.open("rb") as source:
            reader = pypdf.PdfReader(source, strict=False)
            _unlock(reader)
            yield reader
    except Refused:
        raise
    except Exception as error:  # a hostile PDF can raise anything from inside the parser
        raise Refused(DAMAGED) from error


def _unlock(reader: pypdf.PdfReader) -> None:
    """A PDF that only forbids printing or copying opens with an empty password."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused(PASSWORD)


def inspect(path: Path, kind: Kind) -> None:
    """Walk through every object of the file.

    Raises:
        Refused: scripts, launches, files inside, a password, or damage.
    """
    del kind
    with opened(path) as reader:
        if not len(reader.pages):
            raise Refused(DAMAGED)
        numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
        numbers |= {(number, 0) for number in reader.xref_objStm}
        if len(numbers) > MOST_OBJECTS:
            raise Refused("PDF 文件的内部对象过多，无法审查。请重新打印为 PDF 后再上传。")
        _check(reader.trailer)
        for number, generation in sorted(numbers):
            _check(_object(reader, number, generation))


def _object(reader: pypdf.PdfReader, number: int, generation: int) -> Any:  # noqa: ANN401 - pypdf is untyped here
    """One object. One that cannot be read is nothing to any viewer either."""
    try:
        return reader.get_object(IndirectObject(number, generation, reader))
    except RecursionError:
        raise
    except Exception:  # noqa: BLE001 - see above
        return None


def _check(thing: Any) -> None:  # noqa: ANN401 - pypdf is untyped here
    """Refuse actions and files in this object and in what stands directly in it."""
    waiting = [thing]
    while waiting:
        found = waiting.pop()
        if isinstance(found, DictionaryObject):
            _check_dictionary(found)
            waiting += [value for value in found.values() if isinstance(value, DictionaryObject | ArrayObject)]
        elif isinstance(found, ArrayObject):
            waiting += [value for value in found if isinstance(value, DictionaryObject | ArrayObject)]


def _check_dictionary(found: DictionaryObject) -> None:
    action = found.get("/S")
    what = _ACTIONS.get(str(action), "") if action is not None else ""
    if "/JS" in found:
        what = _ACTIONS["/JavaScript"]
    if what:
        raise Refused(f"PDF 文件里带有{what}，不能存入。请重新打印为 PDF（不要用“另存为”）后再上传。")
    embedded = found.get("/Type") == "/EmbeddedFile" or "/EF" in found
    if embedded or found.get("/Subtype") in {"/RichMedia", "/FileAttachment", "/Movie", "/Screen", "/3D"}:
        raise Refused(
            "PDF 文件里夹带了附件或多媒体，无法审查，不能存入。请去掉附件（重新打印为 PDF），把附件单独上传。"
        )
    if "/XFA" in found:
        raise Refused("PDF 文件是动态表单（XFA），内容无法审查，不能存入。请重新打印为普通 PDF 后再上传。")

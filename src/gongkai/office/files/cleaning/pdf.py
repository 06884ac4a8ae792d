"""PDF: properties, comments, earlier versions, and what programs left in it; the pages stay as they are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from gongkai.office.errors import Refused
from gongkai.office.files.cleaning import images
from gongkai.office.files.cleaning.removed import Removed
from gongkai.office.files.inspection.pdfs import DAMAGED, opened
from gongkai.office.files.kinds import Kind

_COMMENTS = {
    "/Text", "/FreeText", "/Popup", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Ink", "/Caret",
    "/FileAttachment", "/Sound", "/Redact",
}  # fmt: skip
_ABOUT = {"/Metadata": "XMP 元数据", "/PieceInfo": "编辑软件留下的数据", "/LastModified": "", "/AF": "附件"}
_ROOT_GONE = {"/OpenAction": "", "/AA": "", "/Perms": "", "/Collection": "", "/SpiderInfo": "", "/URI": ""}
_BY_WHOM = ("/T", "/Contents", "/RC", "/Subj", "/CreationDate", "/M", "/NM", "/Popup", "/IRT")


def clean(source: Path, target: Path, kind: Kind) -> list[str]:
    """Write the clean copy; what it leaves out in words."""
    del kind
    removed = Removed()
    with opened(source) as reader:
        if reader.trailer.get("/Info") is not None:
            removed.note("文档属性（作者、软件、时间等）")
        for name in ("/Info", "/ID"):
            reader.trailer.pop(NameObject(name), None)
        for found in _dictionaries(reader):
            _clean_dictionary(found, removed)
        _clean_root(reader.root_object, removed)
        try:
            writer = pypdf.PdfWriter(clone_from=reader)
            with target.open("wb") as written:
                writer.write(written)
        except Exception as error:  # what a stranger's PDF does inside the parser nobody knows
            raise Refused(DAMAGED) from error
    return removed.words()


def _dictionaries(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file; the reader keeps them, so that a change here is a change in the copy."""
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        try:
            found: Any = reader.get_object(IndirectObject(number, generation, reader))
        except Exception:  # noqa: BLE001, S112 - what cannot be read is not copied either
            continue
        if isinstance(found, DictionaryObject):
            yield found


def _clean_dictionary(found: DictionaryObject, removed: Removed) -> None:
    for name, what in _ABOUT.items():
        if name in found and not (name == "/Metadata" and found.get("/Type") == "/Font"):
            del found[NameObject(name)]
            removed.note(what, bool(what))
    if "/Annots" in found:
        _clean_annotations(found, removed)
    if found.get("/FT") == "/Sig" and "/V" in found:
        del found[NameObject("/V")]
        removed.note("电子签名（改写后已失效）")
    if isinstance(found, StreamObject) and found.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        data = found._data
        found._data = images.cleaned(data)
        removed.note("图片的拍摄信息", found._data != data)


def _clean_root(root: DictionaryObject, removed: Removed) -> None:
    for name in _ROOT_GONE:
        if name in root:
            del root[NameObject(name)]
    names = root.get("/Names")
    names = names.get_object() if names is not None else None
    if isinstance(names, DictionaryObject):
        for name, what in (("/EmbeddedFiles", "附件"), ("/JavaScript", "脚本")):
            if name in names:
                del names[NameObject(name)]
                removed.note(what)


def _clean_annotations(page: DictionaryObject, removed: Removed) -> None:
    """Comments go; stamps and drawings stay without the name of who made them; links and form fields stay."""
    there = page.get("/Annots")
    there = there.get_object() if there is not None else None
    if not isinstance(there, ArrayObject):
        return
    kept = ArrayObject()
    for entry in there:
        found: Any = entry.get_object()
        if not isinstance(found, DictionaryObject):
            continue
        kind = found.get("/Subtype")
        if kind in _COMMENTS:
            removed.note("批注", kind != "/Popup")
            continue
        if kind not in {"/Link", "/Widget"}:
            for name in _BY_WHOM:
                found.pop(NameObject(name), None)
        kept.append(entry)
    there.clear()
    there.extend(kept)

"""OFD: the properties of the document. One that carries seals stays as it is: a changed byte would break them."""

from __future__ import annotations

import shutil
from pathlib import Path

from lxml import etree

from gongkai.office.files.cleaning.package import Package
from gongkai.office.files.inspection.opening import package
from gongkai.office.files.kinds import Kind


def clean(source: Path, target: Path, kind: Kind) -> list[str]:
    """Write the clean copy; what it leaves out in words."""
    del kind
    with package(source) as opened:
        parts = Package(opened)
        root = parts.root("OFD.xml")
        signed = any(_local(element) == "Signatures" for element in root.iter())
        gone = [
            child
            for info in root.iter()
            if _local(info) == "DocInfo"
            for child in info
            if _local(child) not in {"DocID", "Cover", "DocUsage"}
        ]
        if gone and not signed:
            for child in gone:
                info = child.getparent()
                if info is not None:
                    info.remove(child)
            parts.put("OFD.xml", root)
            with target.open("wb") as written:
                parts.save(written)
            return [f"文档属性（作者、单位、时间等） {len(gone)} 处"]
    shutil.copyfile(source, target)
    return []


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""

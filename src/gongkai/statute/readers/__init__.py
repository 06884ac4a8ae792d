"""Files into :class:`RawDocument`: lines and table rows with their places, and no knowledge of forms.

Reads: bytes of a text, HTML, DOCX, PDF, XLSX or CSV file (a picture with the ``[ocr]`` extra).
Writes: a RawDocument, or a DocumentError that says what is wrong with the file and how to mend it.
"""

from gongkai.statute.readers.document import Limits, Line, Piece, RawDocument
from gongkai.statute.readers.opening import read_bytes, read_path

__all__ = ["Limits", "Line", "Piece", "RawDocument", "read_bytes", "read_path"]

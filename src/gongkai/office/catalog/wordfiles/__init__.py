"""A Word document as a body: headings, numbering, tables, pictures and notes kept; changes, comments and codes left out.

The numbers of an official text (一、（一）1.) are part of it: automatic ones are written out as words, as pasting does.
Bullets become lists. Nothing is stored here: what comes out goes into the editor and is saved like any other text.
"""

from gongkai.office.catalog.wordfiles.reading import Imported, converted, read_word

__all__ = ["Imported", "converted", "read_word"]

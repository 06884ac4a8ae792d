"""How much of a file is shown on a page, and what making it may cost."""

from __future__ import annotations

#: Pages of a PDF on one page of ours, and how far into it one can look; the rest is downloaded.
PAGES_AT_ONCE = 10
PAGES_MOST = 100
#: Sheets of a workbook; rows, columns and cells of each; cells of all.
SHEETS_MOST = 20
ROWS_MOST = 300
COLUMNS_MOST = 40
SHEET_CELLS_MOST = 8_000
CELLS_MOST = 24_000
#: A sheet may have so many rows without a word in them before its words are given up.
BLANK_ROWS_MOST = 20_000
CELL_MOST = 1_000
TEXT_MOST = 100_000
#: The words of one page of a PDF.
PAGE_TEXT_MOST = 20_000
HTML_MOST_BYTES = 3 * 2**20

#: Signs of a picture: as wide as a page of ours on a fine screen, and no longer than a strip one can scroll.
PICTURE_WIDE = 1200
PICTURE_TALL = 3600
#: Pixels of a picture that is opened at all.
PIXELS_MOST = 120_000_000

#: What one file may cost the process that reads it.
SECONDS = 30
CPU_SECONDS = 25
MEGABYTES = 1024
#: A PDF's pages stop here, so that those that are ready can be shown.
PAGES_SECONDS = 12.0
MADE_MOST_BYTES = 32 * 2**20

"""Documents from a table: read the sheet, say for each row what would be made or what is wrong, make all of it or nothing."""

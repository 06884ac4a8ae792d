"""Units from a table: read a sheet, plan what would happen, carry it out wholly or not at all."""

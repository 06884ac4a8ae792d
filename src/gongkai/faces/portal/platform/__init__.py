"""The home page, the seven columns, the sites of the units."""

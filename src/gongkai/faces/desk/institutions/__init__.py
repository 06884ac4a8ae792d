"""制度库: the institutions of each unit, with their versions (PLN-06, PLN-07)."""

"""单位: the tree, each unit's page, the acts of its life, and units from a table."""

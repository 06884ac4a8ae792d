"""The demo city: units, people, documents in every state of review. Data in TOML, texts ours, everything invented."""

"""The doors: HTTP or a clock in, services out."""

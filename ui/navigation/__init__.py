"""Which screen the window shows."""

"""A second client of PA/1, written from docs/protocol.md alone; it imports nothing of the app."""

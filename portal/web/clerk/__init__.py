"""Pages of the clerk area."""

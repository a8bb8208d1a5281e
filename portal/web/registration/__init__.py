"""Pages of a registration."""

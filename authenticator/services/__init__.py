"""The blocking work behind the flows."""

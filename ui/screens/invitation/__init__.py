"""A code for a new or a further computer."""

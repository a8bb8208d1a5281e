"""A second start hands over to the window that is open, and ends."""

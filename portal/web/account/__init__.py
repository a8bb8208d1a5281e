"""Pages of a logged-in user."""

"""Changes that a logged-in user approves in the app."""

"""Small controls with the app's own look."""

"""A login begun in the app (A6, A7)."""

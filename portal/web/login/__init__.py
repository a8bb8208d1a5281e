"""Pages of a login in the browser."""

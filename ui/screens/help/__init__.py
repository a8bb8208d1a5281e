"""Help and contacts."""

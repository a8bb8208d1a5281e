"""Pages that anybody may read: help, accessibility, downloads, terms. They set no cookies."""

"""Pages for everybody: cookies, help, downloads, institutions."""

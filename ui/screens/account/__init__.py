"""One account: its page and everything that it leads to."""

"""One module for each PA/1 message."""

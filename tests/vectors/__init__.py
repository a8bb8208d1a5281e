"""PA/1's test vectors: every message, byte for byte. `pa1.json` is data for any implementation."""

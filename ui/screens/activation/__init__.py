"""The three steps of the activation (A3 to A6)."""

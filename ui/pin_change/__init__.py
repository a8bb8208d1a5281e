"""Changing the PIN."""

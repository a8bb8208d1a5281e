"""Copies of everything that a portal keeps, and what it means to put an older one back."""

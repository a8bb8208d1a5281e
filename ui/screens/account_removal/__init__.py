"""Removing an account from this computer."""

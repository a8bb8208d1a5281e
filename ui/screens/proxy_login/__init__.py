"""Asks for user name and password at a proxy."""

"""Logging a browser in: challenges, tickets, sessions, and the pages around them."""

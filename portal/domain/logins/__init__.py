"""Logging a browser in: challenges, tickets, sessions, history."""

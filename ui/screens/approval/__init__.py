"""Answering a login request (A7)."""

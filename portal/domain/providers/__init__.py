"""Providers, their IK numbers, and who may do what for them."""

"""Institutions by IK number, and the regional AOKs that are responsible for them."""

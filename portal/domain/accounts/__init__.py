"""Accounts, and the activation codes that bind a device to one."""

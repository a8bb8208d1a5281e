"""The accounts of this app and the wait for login requests."""

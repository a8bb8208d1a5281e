"""The history of logins."""

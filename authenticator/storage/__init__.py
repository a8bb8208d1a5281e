"""Profile file, keyring and preferences."""

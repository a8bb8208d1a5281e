"""Who may log in, and the codes that connect a device with a person."""

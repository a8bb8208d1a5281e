"""What users are told about new versions of the app."""

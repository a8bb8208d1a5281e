"""Files to upload, good and bad, and registrations to upload them for."""

"""What LE-Admins do with the users of their provider (requirement P11)."""

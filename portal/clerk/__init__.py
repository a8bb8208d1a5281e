"""The desk at which clerks clear registrations."""

"""The administrator's policy: where it comes from, and that users cannot have written it."""

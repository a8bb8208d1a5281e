"""The audit log: a hash chain of everything that happened (docs/adr/0006)."""

"""What happened, in an order that cannot be changed without being found out (docs/adr/0006)."""

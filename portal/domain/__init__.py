"""The portal's features: tables, rules and transactions."""

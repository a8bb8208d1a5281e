"""The portal's features: tables, rules and transactions. Knows no HTTP framework."""

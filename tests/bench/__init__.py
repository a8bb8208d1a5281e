"""Measurements. They print and never assert: times belong to a machine and a day."""

"""What every part of the portal stands on: database, keys, mail server, settings, clock. Knows
no feature.
"""

"""The portal's keys: what lies in files, and what is done with it."""

"""Steps that the PIN allows: a new key, a further workplace of a roaming profile."""

"""Steps that the PIN allows: a new key, a new place of a roaming profile."""

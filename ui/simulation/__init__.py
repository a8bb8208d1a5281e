"""The practice mode's start, and the bar that nobody can miss."""

"""The simulation for trainings: its start, and the bar that marks it."""

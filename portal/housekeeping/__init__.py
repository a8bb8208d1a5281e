"""What is to be done when time has passed."""

"""What the app is for, in three cards before the first activation."""

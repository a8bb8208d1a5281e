"""Pictures of every screen, for people who judge them."""

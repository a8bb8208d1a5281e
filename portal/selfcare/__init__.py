"""What logged-in users see and change of themselves: their devices, what happened to them."""

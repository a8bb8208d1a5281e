"""Which institution has which IK number, and which regional AOK looks after it."""

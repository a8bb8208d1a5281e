"""What clerks see of registrations, and their decisions."""

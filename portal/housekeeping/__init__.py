"""What happens because time has passed: reminders, expiry, deletion."""

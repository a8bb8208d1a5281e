"""From the start page to a complete registration, and again after a lost device."""

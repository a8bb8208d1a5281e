"""What the operating system's desktop offers: URL scheme, autostart, one instance, logs."""

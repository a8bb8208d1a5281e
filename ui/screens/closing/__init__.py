"""What is asked before the window closes for the first time without a tray."""

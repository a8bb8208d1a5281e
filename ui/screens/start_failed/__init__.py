"""The screen of an app that could not start."""

"""What the app does, without a user interface: state machines, services, stores."""

__version__ = "0.1.0"

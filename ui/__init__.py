"""All of Qt: presenters that drive the state machines, and views that draw a state."""

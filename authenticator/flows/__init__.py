"""What a user goes through, as pure state machines: `advance(state, event) -> state`."""

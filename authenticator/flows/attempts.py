"""What the state machines with background work have in common."""


def is_stale(state: object, event: object) -> bool:
    """Whether `event` is the result of another attempt than the one that `state` waits for.

    Both carry the number of their attempt as `attempt`, where they have one.
    """
    attempt = getattr(event, "attempt", None)
    return attempt is not None and attempt != getattr(state, "attempt", None)

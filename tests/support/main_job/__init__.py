"""The main job from end to end: real portal, real keyring, real app offscreen, real browser."""

"""Bytes from outside, made up by the thousand: `./run fuzz`. The corpus is part of the tests."""

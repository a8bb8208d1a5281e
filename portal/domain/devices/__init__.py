"""Devices, instances of their keys, PIN verification, recorded responses."""

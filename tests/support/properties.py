"""Properties tried on many examples, which may take as long as a slow machine needs for them."""

from hypothesis import HealthCheck, given, settings

__all__ = ["given"]

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

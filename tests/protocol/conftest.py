"""Hypothesis as a test suite wants it: the same examples each time, and no clock."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady",
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")

"""What all tests share."""

from hypothesis import HealthCheck, settings

# The time of one example says nothing on a busy machine.
settings.register_profile("pontozo", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("pontozo")

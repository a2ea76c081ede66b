"""The distributions app."""

from django.apps import AppConfig


class DistributionsConfig(AppConfig):
    name = "distributions"

    def ready(self):
        from distributions import checks  # noqa: F401 registers them

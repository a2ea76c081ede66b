"""The harvests app."""

from django.apps import AppConfig


class HarvestsConfig(AppConfig):
    name = "harvests"

    def ready(self):
        from harvests import checks  # noqa: F401 registers them

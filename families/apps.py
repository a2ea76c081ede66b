"""The families app."""

from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "families"

    def ready(self):
        from families import checks  # noqa: F401 registers itself under "selfcheck"

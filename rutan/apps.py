"""Start-up of the ground: role groups exist after every migrate."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def create_role_groups(sender, **kwargs):
    from django.contrib.auth.models import Group

    from rutan.access import ROLES

    for role in ROLES:
        Group.objects.get_or_create(name=role)


class RutanConfig(AppConfig):
    name = "rutan"

    def ready(self):
        from rutan import checks  # noqa: F401 registers them

        post_migrate.connect(create_role_groups, sender=self)

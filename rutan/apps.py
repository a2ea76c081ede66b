"""Start-up of the ground: role groups exist after every migrate; what the apps bring is found."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate
from django.utils.module_loading import module_has_submodule


def brought(module: str, name: str) -> Iterator[Any]:
    """What each of our apps, the lowest first, has under this name in its module of that name: so
    the ground shows the words of all and names none.
    """
    for app in settings.OUR_APPS:
        if module_has_submodule(import_module(app), module):
            found = import_module(f"{app}.{module}")
            if hasattr(found, name):
                yield getattr(found, name)


@cache
def brought_words(module: str, name: str) -> dict[str, Any]:
    """The same of dictionaries, as one."""
    return {key: said for words in brought(module, name) for key, said in words.items()}


def create_role_groups(sender, **kwargs):
    from django.contrib.auth.models import Group

    from rutan.access import ROLES

    for role in ROLES:
        Group.objects.get_or_create(name=role)


class RutanConfig(AppConfig):
    name = "rutan"

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from rutan import checks, seals  # noqa: F401 registers them

        user_logged_in.connect(seals.signed_in)
        post_migrate.connect(create_role_groups, sender=self)

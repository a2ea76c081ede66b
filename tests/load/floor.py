"""The floor: the smallest honest Django app that hands over a package once.

Session, sign-in, CSRF, a lock, a look, the fact and its note in one transaction; nothing of what
the product promises besides. ``python tests/load/floor.py N`` makes a scratch database for it with
N rights that wait, beside the one of development, and prints what a client needs.
"""

# ruff: noqa: DJ008  (nobody reads the name of its rows)
import json
import os
import sys
import uuid
from pathlib import Path

import dj_database_url
import django
import psycopg2
from django.conf import settings

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

DATABASE = "floor"


def address():
    """Of the scratch database, in the environment already where the app is served."""
    if "FLOOR_URL" not in os.environ:
        from rutan import devdb

        devdb.provide(["load"])
        url = os.environ["DATABASE_URL"]
        os.environ["FLOOR_URL"] = url.replace("/postgres?", f"/{DATABASE}?", 1)
    return os.environ["FLOOR_URL"]


settings.configure(
    SECRET_KEY="a floor has no secrets",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={
        "default": dj_database_url.parse(address(), conn_max_age=60, conn_health_checks=True)
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
)
django.setup()

from django.contrib import auth
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, models, transaction
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST


class Household(models.Model):
    name = models.TextField()

    class Meta:
        app_label = "floor"


class Right(models.Model):
    token = models.UUIDField(unique=True, default=uuid.uuid4)
    household = models.ForeignKey(Household, models.PROTECT)

    class Meta:
        app_label = "floor"


class Package(models.Model):
    right = models.OneToOneField(Right, models.PROTECT)
    officer_id = models.IntegerField()
    at = models.DateTimeField(default=timezone.now)
    collector = models.TextField()

    class Meta:
        app_label = "floor"


class Note(models.Model):
    at = models.DateTimeField(default=timezone.now)
    officer_id = models.IntegerField()
    verb = models.TextField()
    thing_id = models.BigIntegerField()
    facts = models.JSONField()

    class Meta:
        app_label = "floor"


@login_required
@require_POST
@transaction.atomic
def hand_over(request, token):
    rights = Right.objects.select_related("household").select_for_update(of=("self",))
    right = get_object_or_404(rights, token=token)
    if Package.objects.filter(right=right).exists():
        return JsonResponse({"outcome": "already_handed_over"}, status=409)
    Package.objects.create(
        right=right, officer_id=request.user.pk, collector=request.POST["collector_name"]
    )
    Note.objects.create(
        officer_id=request.user.pk, verb="hand_over", thing_id=right.pk, facts={"desk": 1}
    )
    return JsonResponse({"outcome": "handed_over", "household": right.household.name})


urlpatterns = [path("hand-over/<uuid:token>/", hand_over)]
application = get_wsgi_application()


def make(waiting):
    """The scratch database with so many rights; gives what a client needs."""
    beside = psycopg2.connect(os.environ["DATABASE_URL"])
    beside.autocommit = True
    with beside.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in (Household, Right, Package, Note):
            editor.create_model(model)
    homes = Household.objects.bulk_create(Household(name=f"Keluarga {n}") for n in range(waiting))
    rights = Right.objects.bulk_create(Right(household=home) for home in homes)
    officer = auth.get_user_model().objects.create_user("officer")
    session = SessionStore()
    session[auth.SESSION_KEY] = str(officer.pk)
    session[auth.BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[auth.HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session.save()
    return {
        "url": address(),
        "session": session.session_key,
        "paths": [f"/hand-over/{right.token}/" for right in rights],
    }


if __name__ == "__main__":
    print(json.dumps(make(int(sys.argv[1]))))

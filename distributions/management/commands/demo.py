"""``manage.py demo``: a filled prison on this machine, to look at and to try out."""

import gc

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from distributions import demo
from distributions.demo import database, serving
from distributions.demo.database import Owner
from families.areas import load_areas
from rutan.access import ROLE_NAMES, roles_of
from rutan.models import AuditEntry, User


class Command(BaseCommand):
    """Prepare, fill and serve.

    On the embedded database (no DATABASE_URL) everything is allowed as long as each prison in it
    was made by the demo. With DATABASE_URL the address is somebody's own server, so it is asked
    first: an empty database is filled, one that the demo filled is left as it is, any other is
    refused before a single table is touched. It is never emptied there (``--reset`` needs the
    development settings), and never served by this command: production settings want https, which
    only the installation's own server has.
    """

    help = (
        "Fill an empty database with a prison's year and serve it on localhost; a second start"
        " keeps the data."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="port on localhost (8000)")
        parser.add_argument("--no-serve", action="store_true", help="only prepare the data")
        parser.add_argument(
            "--reset", action="store_true", help="throw a demo away and make it anew"
        )

    def handle(self, *, port, no_serve, reset, **options):
        if not no_serve:
            self._refuse_early(port)
        with database.Use() as self.use:
            if not self.use.is_shared:
                raise CommandError(
                    "Another start is filling this database. Wait until it is done, and start"
                    " again."
                )
            if no_serve:
                self._prepare(reset=reset)
                self._tell_logins()
            else:
                self._prepare_and_serve(port, reset=reset)

    def _prepare_and_serve(self, port: int, *, reset: bool) -> None:
        static = serving.StaticFiles()
        static.collect()
        self._prepare(reset=reset)
        if not static.wait():
            raise CommandError("The static files could not be collected; see above.")
        self._tell_logins()
        self._serve(port)

    def _refuse_early(self, port: int) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError(
                "With DATABASE_URL set the demo only prepares the data: add --no-serve and serve it"
                " as your installation does."
            )
        if not serving.is_free(port):
            raise CommandError(
                f"Port {port} is taken. Stop what uses it, or choose another: --port {port + 1}"
            )

    def _prepare(self, *, reset: bool) -> None:
        found = database.owner()
        if found == Owner.SOMEBODY:
            raise CommandError(f"This database holds {found.value}, so the demo leaves it alone.")
        is_outdated = _is_outdated()
        if is_outdated and found == Owner.DEMO and not reset:
            raise CommandError(
                "This demo was made by an older version of the program. Start again with --reset,"
                " which throws it away and makes it anew."
            )
        wipes = (
            found == Owner.HALF_A_DEMO
            or (reset and found == Owner.DEMO)
            or (is_outdated and found == Owner.NOBODY)
        )
        if (wipes or found == Owner.NOBODY) and not self.use.is_only_one():
            raise CommandError("Another demo uses this database. Stop the running demo first.")
        if found == Owner.HALF_A_DEMO:
            self.stdout.write(
                "The last start was cut off while it filled the database; it begins again."
            )
        if wipes:
            self._wipe()
            found = Owner.NOBODY
        if _is_behind():
            call_command("migrate", verbosity=0)
        if found == Owner.NOBODY:
            self._fill()
            self.use.share()
        else:
            self._tell_age()

    def _wipe(self) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError(
                "Only the development database is emptied by --reset; empty this one yourself and"
                " start again."
            )
        try:
            database.wipe()
        except OperationalError as error:
            raise CommandError("The database is in use. Stop the running demo first.") from error
        connections.close_all()

    def _fill(self) -> None:
        self.stdout.write("Filling two prisons with a year of harvests, families and packages ...")
        connections.close_all()
        areas = serving.fork(load_areas, demo.AREAS)
        database.write_without_waiting()
        # A seventh of the time would go into looking for garbage that a short life does not pile
        # up.
        gc.disable()
        try:
            demo.fill(at=timezone.now(), areas=areas.join)
        except demo.ClockStandsStill as error:
            raise CommandError(str(error)) from error
        gc.enable()
        connections.close_all()

    def _tell_age(self) -> None:
        made = AuditEntry.objects.filter(verb="fill_demo", by=None).latest("at").at
        days = (timezone.now().date() - made.date()).days
        if days:
            self.stdout.write(
                f"The data is {days} days old and kept as it is; --reset makes it anew, up to"
                " today."
            )

    def _tell_logins(self) -> None:
        users = (
            User.objects.filter(facility__is_demo=True, is_active=True)
            .select_related("facility")
            .order_by("facility", "pk")
        )
        rows = [
            (user.username, user.name, _roles(user), user.facility.short_name) for user in users
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        self.stdout.write(f"\nEverybody signs in with the password {demo.PASSWORD}\n")
        for row in rows:
            self.stdout.write(
                "  "
                + "  ".join(
                    cell.ljust(width) for cell, width in zip(row, widths, strict=True)
                ).rstrip()
            )

    def _serve(self, port: int) -> None:
        self.stdout.write(f"\nOpen http://localhost:{port}/ (Ctrl+C stops it)")
        self.stdout.flush()
        connections.close_all()
        if code := serving.serve(port):
            raise CommandError(f"The server stopped with code {code}; see above.")
        self.stdout.write("Stopped.")


def _is_outdated() -> bool:
    """Whether tables were made by migrations that this version of the program no longer has."""
    loader = MigrationLoader(connections["default"])
    return any(
        app in loader.migrated_apps and (app, name) not in loader.disk_migrations
        for app, name in loader.applied_migrations
    )


def _is_behind() -> bool:
    """Whether a migration is yet to come; asking is a quarter of the work of migrating nothing."""
    executor = MigrationExecutor(connections["default"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _roles(user: User) -> str:
    return ", ".join(str(ROLE_NAMES[role]) for role in sorted(roles_of(user)))

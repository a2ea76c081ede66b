"""``manage.py seal``: seal the days that are over, for a night job beside the backup."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from rutan import seals
from rutan.models import Facility


class Command(BaseCommand):
    help = "Seal every day that is over and not sealed yet, in every facility."

    def handle(self, **options):
        for facility in Facility.objects.order_by("pk"):
            for seal in seals.catch_up(facility, at=timezone.now()):
                self.stdout.write(f"{facility}: {seal.span}, {seal.rows} rows, {seal.code}")

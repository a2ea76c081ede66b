"""What an office chooses from in its settings, and the columns in which it counts."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from rutan.refusals import Text

# A name of the net with its points, and perhaps a port: what a QR code may lead a visitor to.
PUBLIC_ADDRESS = (
    r"^https://[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:[0-9]{2,5})?$"
)


class TimeZone(models.TextChoices):
    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class PaperSize(models.TextChoices):
    A4 = "A4", "A4 (210 × 297 mm)"
    F4 = "F4", "F4 (215 × 330 mm)"


def days(label: Text, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )


def number(label: Text, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=default)


def monday_to_thursday() -> list[int]:
    return [1, 2, 3, 4]

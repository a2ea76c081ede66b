"""Some columns of a row that is stored already."""

from typing import Any

from django.db.models import Model


def write(row: Model, **columns: Any) -> None:
    """Set and save these, and only these."""
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=[*columns])

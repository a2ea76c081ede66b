"""Draw the papers of 27 October 2025 into a folder, where everybody can look at them."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from distributions.demo.story_papers import story_papers


class Command(BaseCommand):
    help = "Draws the papers of the day this project began with into docs/papers/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", default="docs/papers", help="where they go")

    def handle(self, *, folder: str, **options: object) -> None:
        place = Path(settings.BASE_DIR) / folder
        place.mkdir(parents=True, exist_ok=True)
        for name, content in story_papers():
            (place / name).write_bytes(content)
            self.stdout.write(f"{folder}/{name}")

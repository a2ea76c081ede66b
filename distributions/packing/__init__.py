"""From lots to packages and back: pack, harvest and pack, take left-overs back."""

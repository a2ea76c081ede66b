"""The acts on a lot: recorded, used, put back, mended, counted, sold."""

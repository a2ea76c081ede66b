"""How figures, dates and icons are written on screen."""

from django import template

register = template.Library()

"""What the buttons of the queue and of the hall's screen carry."""

from django import forms

from rutan.fields import row_id_field


class CallForm(forms.Form):
    """Whom the button named when it was drawn."""

    expected = row_id_field()


class ScreenForm(forms.Form):
    """The link that stood on the page when another was asked for."""

    seen = row_id_field()

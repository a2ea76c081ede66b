"""What the buttons of the queue and of the hall's screen carry."""

from django import forms

from distributions.forms.desk import MOST_ID


class CallForm(forms.Form):
    """Whom the button named when it was drawn."""

    expected = forms.IntegerField(
        min_value=1, max_value=MOST_ID, required=False, widget=forms.HiddenInput
    )


class ScreenForm(forms.Form):
    """The link that stood on the page when another was asked for."""

    seen = forms.IntegerField(
        min_value=1, max_value=MOST_ID, required=False, widget=forms.HiddenInput
    )

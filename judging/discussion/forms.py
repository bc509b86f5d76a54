"""What comes in from a discussion; how long it may be, the act knows."""

from django import forms


class MessageForm(forms.Form):
    text = forms.CharField(required=False, strip=False)


class AgendaForm(forms.Form):
    note = forms.CharField(required=False, strip=False)

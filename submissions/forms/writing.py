"""The text of a section as it comes in."""

from django import forms


class SectionForm(forms.Form):
    text = forms.CharField(required=False, strip=False)
    version = forms.CharField(required=False)

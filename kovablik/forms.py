"""The one form of this package: every kind of field, for the gallery of components."""

from django import forms

from competitions.models import PhaseKind


class GalleryForm(forms.Form):
    title = forms.CharField(label="Judul inovasi", max_length=120, help_text="Paling banyak 120 karakter.")
    email = forms.EmailField(label="Alamat e-mail")
    kind = forms.ChoiceField(label="Tahapan", choices=PhaseKind.choices, required=False)
    text = forms.CharField(label="Latar belakang", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    day = forms.DateField(label="Mulai diterapkan", required=False)
    file = forms.FileField(label="Berkas", required=False, help_text="PDF, DOCX, JPG atau PNG, paling besar 10 MB.")
    group = forms.ChoiceField(
        label="Kelompok", choices=[("general", "Umum"), ("replication", "Replikasi")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="Saya menyatakan isinya benar", required=False)

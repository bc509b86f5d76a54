"""Files and their place."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from competitions.models import DocumentRequirement, Edition, SectionTemplate


class PlaceForm(forms.Form):
    """The one place that files are for: a section, or a document that the edition asks for."""

    section = forms.ModelChoiceField(SectionTemplate.objects.none(), required=False)
    requirement = forms.ModelChoiceField(DocumentRequirement.objects.none(), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = edition.section_templates.all()  # type: ignore[attr-defined]  # model choice
        self.fields["requirement"].queryset = edition.document_requirements.all()  # type: ignore[attr-defined]  # too

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("section")) == bool(data.get("requirement")):
            raise forms.ValidationError(_("Tempat berkas ini tidak dikenal. Muat ulang halaman, lalu ulangi."))
        return data


class AttachmentForm(PlaceForm):
    """As many files as were picked; the field holds one, `files_sent` all of them."""

    file = forms.FileField(
        allow_empty_file=True, max_length=255, error_messages={"required": _("Pilih dahulu berkasnya.")}
    )

    def files_sent(self) -> list[UploadedFile]:
        return self.files.getlist("file")

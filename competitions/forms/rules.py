"""Which rules an edition asks of an entry, and how each is calculated, in the words of the page."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competitions.models import COUNTING, Edition, RuleKind, RuleLevel, entry_rules

# What submissions.preflight calculates; tests/submissions/test_preflight_rules.py holds the figures together.
RECKONED = {
    RuleKind.SECTIONS: gettext_lazy("Setiap bagian proposal berisi sedikitnya satu kata."),
    RuleKind.DOCUMENTS: gettext_lazy(
        "Dokumen wajib dan data dukung wajib ada berkasnya; surat pernyataan boleh disetujui kepala OPD di dalam "
        "aplikasi. Berkas yang terinfeksi virus tidak dihitung."
    ),
    RuleKind.LENGTH: gettext_lazy("Jumlah kata setiap bagian tidak melebihi atau kurang dari batasnya."),
    RuleKind.AGE: gettext_lazy(
        "Tanggal mulai diterapkan dihitung mundur dari hari pendaftaran ditutup; perpanjangan bagi satu OPD tidak "
        "menggesernya. Tanggal yang kosong selalu menghalangi."
    ),
    RuleKind.GROUP: gettext_lazy(
        "Replikasi menyebut inovasi asalnya; Khusus hanya untuk yang pernah menjadi pemenang teratas."
    ),
    RuleKind.TITLE: gettext_lazy(
        "Judul yang sama, tanpa membedakan huruf besar dan spasi, tidak terkirim dua kali dalam edisi ini."
    ),
    RuleKind.SIMILAR: gettext_lazy(
        "Judul atau kepanjangannya dibandingkan dengan semua inovasi lain menurut potongan tiga huruf yang sama; "
        "urutan kata tidak berpengaruh. Paling banyak tiga yang termirip ditunjukkan."
    ),
    RuleKind.WINNER: gettext_lazy(
        "Kelompok Umum tertutup bagi inovasi yang tercatat sebagai pemenang terdahulu atau meraih jenjang dalam "
        "hasil edisi lain yang sudah terbit."
    ),
    RuleKind.QUOTA: gettext_lazy(
        "Menghitung usulan OPD pemilik yang sudah terkirim, termasuk yang sedang dikirim; yang ditarik dan yang "
        "ditolak tidak dihitung."
    ),
    RuleKind.INNOVATORS: gettext_lazy("Sedikitnya satu inovator disebutkan namanya."),
    RuleKind.PARTNERS: gettext_lazy(
        "Setiap OPD mitra sudah membenarkan perannya. Mitra yang menolak selalu menghalangi, juga bila aturan ini "
        "tidak diperiksa."
    ),
    RuleKind.VIDEO: gettext_lazy("Tautan video terisi. Isinya tidak dibuka."),
    RuleKind.COORDINATES: gettext_lazy("Lintang dan bujur lokasi terisi."),
    RuleKind.FILLER: gettext_lazy(
        "Mencari teks seperti “lorem ipsum”, kata yang lebih dari 25% isi bagian, lebih dari 30% rangkaian lima kata "
        "yang berulang, dan dua bagian yang 90% sama. Yang berisi kurang dari 20 kata tidak dinilai pengulangannya."
    ),
    RuleKind.PERSONAL: gettext_lazy(
        "Mencari NIK, NIP, nomor telepon, dan alamat e-mail dalam judul dan naskah; isian inovator tidak termasuk."
    ),
    RuleKind.AGENCY: gettext_lazy(
        "Untuk penilaian tanpa nama: nama atau singkatan OPD pemilik dan mitra tidak ada dalam judul dan naskah."
    ),
}


class Number(NamedTuple):
    """What a rule's number is called, and between which bounds it makes sense."""

    label: Any
    least: int
    most: int


NUMBERS = {
    RuleKind.AGE: Number(gettext_lazy("Sedikitnya (tahun)"), 1, 20),
    RuleKind.SIMILAR: Number(gettext_lazy("Mulai kemiripan (persen)"), 40, 100),
    RuleKind.QUOTA: Number(gettext_lazy("Paling banyak (usulan)"), 1, 100),
}


class RulesForm(forms.Form):
    """A level for each rule, and a number for those that count."""

    def __init__(self, data: Any = None, *, edition: Edition) -> None:
        super().__init__(data)
        self.stored = entry_rules(edition)
        for kind, rule in self.stored.items():
            self.fields[f"{kind}-level"] = forms.ChoiceField(
                label=_("Berlaku"), choices=RuleLevel.choices, initial=rule.level
            )
            if kind in COUNTING:
                number = NUMBERS[RuleKind(kind)]
                self.fields[f"{kind}-value"] = forms.IntegerField(
                    label=number.label, min_value=number.least, max_value=number.most, initial=rule.value
                )

    def rows(self) -> Iterator[dict[str, Any]]:
        """What the page shows of each rule: its name, how it is calculated, its fields."""
        for kind in self.stored:
            yield {
                "kind": kind,
                "name": RuleKind(kind).label,
                "reckoned": RECKONED[RuleKind(kind)],
                "level": self[f"{kind}-level"],
                "value": self[f"{kind}-value"] if f"{kind}-value" in self.fields else None,
            }

    def rules(self) -> dict[str, tuple[str, int | None]]:
        data = self.cleaned_data
        return {kind: (data[f"{kind}-level"], data.get(f"{kind}-value")) for kind in self.stored}

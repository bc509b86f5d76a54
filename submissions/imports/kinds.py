"""What a body is, told by how offices call it: by the word in its column, or else by the first words of its name."""

import re

from accounts.spreadsheets.values import folded

from .columns import KINDS

# The word that a kind is known by, in the order in which they are looked for.
WORDS = {
    "puskesmas": "upt",
    "pusat kesehatan masyarakat": "upt",
    "rsud": "upt",
    "rumah sakit": "upt",
    "uptd": "upt",
    "uobk": "upt",
    "unit pelaksana teknis": "upt",
    "sd negeri": "upt",
    "sdn": "upt",
    "smp negeri": "upt",
    "smpn": "upt",
    "bagian": "sekretariat",
    "setda": "sekretariat",
    "setwan": "sekretariat",
    "satpol": "satuan",
    "satuan polisi": "satuan",
    "perumda": "bumd",
    "perumdam": "bumd",
    "perusahaan umum daerah": "bumd",
    "pdam": "bumd",
    "bpr": "bumd",
    "bpbd": "badan",
    "pemerintah kota": "kota",
    "pemerintah kabupaten": "kota",
    "kota": "kota",
    "kabupaten": "kota",
    "desa": "lembaga",
    **{folded(label): value for label, value in KINDS.items()},
}


def kind_of(text: str) -> str:
    """The kind that a word or a name begins with; nothing where no word is known."""
    said = folded(text)
    return next((kind for word, kind in WORDS.items() if re.match(rf"{re.escape(word)}\b", said)), "")

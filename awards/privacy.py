"""What must not stand on a public page although somebody typed it: NIP, NIK, phone numbers, e-mail addresses."""

import re

HIDDEN = "•••"
EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
NIP = r"(?<!\d)\d{8}[ .]?\d{6}[ .]?\d[ .]?\d{3}(?!\d)"
PHONE = r"(?<![\d/])(?:\+?62|0)[ .()-]*\d(?:[ .()-]*\d){6,12}(?!\d)"
NIK = r"(?<!\d)\d{16}(?!\d)"
PERSONAL = re.compile(f"{EMAIL}|{NIP}|{NIK}|{PHONE}")


def without_personal_data(text: str) -> str:
    return PERSONAL.sub(HIDDEN, text)

"""How many words a text has: one count for the page, the server and the PDF.

A word is a run of characters between white space that holds at least one letter or digit. So "anak-anak",
"24/7" and "Rp1.500,00" are one word each; a lone dash or a bullet pasted from Word is none. White space is
written out, because Python and JavaScript disagree on it; static/js/wordcount.js holds the same two patterns.
"""

import re

SPACE = re.compile(r"[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def count_words(text: str) -> int:
    return sum(1 for run in SPACE.split(text) if LETTER_OR_DIGIT.search(run))

"""The papers of a proposal as PDF: the proposal itself, the receipt of a sending, the letters for signature.

`contents` says what stands on each paper and by which key it is known, `drawing` makes the file of it.
"""

from .contents import Context, letter_context, manuscript_context, paper_context, paper_key, receipt_context
from .drawing import draw
from .naming import file_name, folder_name

__all__ = [
    "Context",
    "draw",
    "file_name",
    "folder_name",
    "letter_context",
    "manuscript_context",
    "paper_context",
    "paper_key",
    "receipt_context",
]

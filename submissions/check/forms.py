"""What the verifier found, and what the head asks of the operator."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competitions.models import DocumentRequirement, SectionTemplate
from submissions.models import CheckItem, Reason
from submissions.steps.workflow import Note

OK, WRONG = "sesuai", "tidak"
LENGTH = 2000
PARTS = ("hasil", "sebab", "catatan")


@dataclass(frozen=True)
class CheckLine:
    """One place to look at: what the rules say of it, what was said of it before, and what changed since."""

    anchor: str
    label: str
    section: SectionTemplate | None = None
    requirement: DocumentRequirement | None = None
    is_identity: bool = False
    hints: list[str] = field(default_factory=list)
    blocks: bool = False
    reason: str = ""
    earlier: list[CheckItem] = field(default_factory=list)
    is_changed: bool | None = None

    @property
    def is_doubtful(self) -> bool:
        """A place that wants a look of its own: the rules or the round before found something."""
        return bool(self.hints or self.earlier)


class CheckForm(forms.Form):
    """Every place in order or not, and why not: one form for the three verdicts, of which `verdict` was chosen."""

    refusal = forms.CharField(
        label=_("Alasan penolakan"),
        required=False,
        max_length=LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Dibaca OPD dan tercatat dalam jejak."),
    )

    def __init__(self, *args: Any, lines: list[CheckLine], verdict: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.verdict = lines, verdict
        for line in lines:
            self._ask(line)
        self.order_fields([name for name in self.fields if name != "refusal"])

    def _ask(self, line: CheckLine) -> None:
        found = WRONG if line.blocks else "" if line.is_doubtful else OK
        self.fields[f"{line.anchor}-hasil"] = forms.ChoiceField(
            label=line.label,
            choices=[(OK, _("Sesuai")), (WRONG, _("Tidak sesuai"))],
            required=False,
            initial=found,
            widget=forms.RadioSelect,
        )
        self.fields[f"{line.anchor}-sebab"] = forms.ChoiceField(
            label=f"{_('Sebab')}: {line.label}",
            choices=[("", _("Pilih sebabnya")), *Reason.choices],
            required=False,
            initial=line.reason if line.blocks else "",
        )
        self.fields[f"{line.anchor}-catatan"] = forms.CharField(
            label=f"{_('Catatan untuk OPD')}: {line.label}",
            required=False,
            max_length=LENGTH,
            initial=" ".join(line.hints) if line.blocks else "",
            widget=forms.Textarea({"rows": 2}),
        )

    def rows(self) -> list[tuple[CheckLine, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Each place with its three fields, for the page."""
        return [(line, *(self[f"{line.anchor}-{name}"] for name in PARTS)) for line in self.lines]  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for line in self.lines:
            self._check(line)
        if self.verdict == "return" and not self._reasons():
            self.add_error(None, _("Tandai sedikitnya satu tempat “Tidak sesuai” beserta sebabnya."))
        if self.verdict == "reject" and not data.get("refusal", "").strip() and not self.has_error("refusal"):
            self.add_error("refusal", _("Tuliskan alasan penolakannya."))
        return data

    def _check(self, line: CheckLine) -> None:
        """A place that is not in order says why; nothing passes with one that is not, or at which nobody looked."""
        found, reason, text = self._said(line)
        if self.verdict == "verify":
            looked = _("Tidak sesuai, jadi usulan belum dapat diloloskan.")
            if found != OK:
                self._refuse(line, "hasil", looked if found else _("Belum diperiksa: pilih salah satu."))
        elif found == WRONG and not reason:
            self._refuse(line, "sebab", _("Pilih sebabnya."))
        elif found == WRONG and reason == Reason.OTHER and not text:
            self._refuse(line, "catatan", _("Jelaskan sebabnya."))

    def _refuse(self, line: CheckLine, part: str, sentence: Any) -> None:
        """One sentence at a field is enough: what the field itself refused is not refused again."""
        if not self.has_error(f"{line.anchor}-{part}"):
            self.add_error(f"{line.anchor}-{part}", sentence)

    def _said(self, line: CheckLine) -> tuple[str, str, str]:
        found, reason, text = (self.cleaned_data.get(f"{line.anchor}-{name}", "") for name in PARTS)
        return found, reason, text.strip()

    def _reasons(self) -> list[CheckLine]:
        return [line for line in self.lines if self._said(line)[0] == WRONG]

    def notes(self) -> list[Note]:
        """What the verdict keeps: each place at which somebody looked, and the reason of a refusal."""
        notes = []
        for line in self.lines:
            found, reason, text = self._said(line)
            place = {"section": line.section, "requirement": line.requirement, "is_identity": line.is_identity}
            if found == OK:
                notes.append(Note(is_ok=True, **place))  # type: ignore[arg-type]  # a place is one of three
            elif found == WRONG:
                notes.append(Note(text, reason=reason, **place))  # type: ignore[arg-type]  # as above
        if self.verdict == "reject":
            notes.append(Note(self.cleaned_data["refusal"]))
        return notes

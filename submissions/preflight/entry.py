"""What the rules look at: plain facts of one entry, and what a rule has to say of it."""

from dataclasses import dataclass, field
from datetime import date

IDENTITY, INNOVATORS, PARTNERS = "identitas", "inovator", "mitra"


@dataclass(frozen=True)
class Finding:
    """One thing that is not right: by which rule, in a sentence, and the place on the desk where it is mended."""

    kind: str
    text: str
    anchor: str
    blocks: bool


@dataclass(frozen=True)
class Objection:
    """What one rule says. It blocks as the edition decides, unless the rule itself is sure of it either way."""

    text: str
    anchor: str
    blocks: bool | None = None


@dataclass(frozen=True)
class Text:
    """One section: what was written, within which bounds, with which evidence."""

    name: str
    anchor: str
    text: str = ""
    words: int = 0
    min_words: int = 0
    max_words: int = 1000
    wants_evidence: bool = False
    has_evidence: bool = False


@dataclass(frozen=True)
class Document:
    """A document that the edition asks for; given as a file, or approved by the head inside the application."""

    name: str
    anchor: str
    is_required: bool = True
    is_given: bool = False


@dataclass(frozen=True)
class Alike:
    """Another innovation with a name like this one; `share` from 0 to 1."""

    title: str
    agency: str
    year: int
    share: float


@dataclass(frozen=True)
class Surroundings:
    """What others in the edition and earlier editions mean for this entry."""

    title_sent_by: str = ""  # the agency that sent the same title, before anyone
    title_drafted_by: str = ""  # an agency that has it in a draft
    alike: tuple[Alike, ...] = ()
    award: str = ""  # what the innovation won before
    sent_by_agency: int = 0  # proposals of the leading body that count, without this one


@dataclass(frozen=True)
class Entry:
    """One proposal, in facts. The numbers at the end are those of the edition's rules."""

    title: str
    long_title: str = ""
    owner_names: tuple[str, ...] = ()
    group: str = "general"
    replicates: str = ""
    started_on: date | None = None
    closes_on: date | None = None
    has_category: bool = True
    video_url: str = ""
    has_place: bool = False
    innovators: int = 0
    innovator_names: tuple[str, ...] = ()  # read where jurors must not learn whose it is
    silent_partners: tuple[str, ...] = ()
    declined_partners: tuple[str, ...] = ()
    sections: tuple[Text, ...] = ()
    documents: tuple[Document, ...] = ()
    around: Surroundings = field(default_factory=Surroundings)
    years: int = 1
    quota: int = 3

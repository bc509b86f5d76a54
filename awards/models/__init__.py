"""What was decided: the plenary, the published result, special awards, certificates and their revocation."""

from .certificate import (
    OVERSEERS,
    Certificate,
    CertificateQuerySet,
    Revocation,
    SpecialAward,
    certificate_path,
    new_token,
)
from .plenary import Decision, Plenary
from .publication import (
    Publication,
    PublicationQuerySet,
    Result,
    ResultQuerySet,
    bundle_path,
    certificate_storage,
)

__all__ = [
    "OVERSEERS",
    "Certificate",
    "CertificateQuerySet",
    "Decision",
    "Plenary",
    "Publication",
    "PublicationQuerySet",
    "Result",
    "ResultQuerySet",
    "Revocation",
    "SpecialAward",
    "bundle_path",
    "certificate_path",
    "certificate_storage",
    "new_token",
]

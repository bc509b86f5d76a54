"""Where files lie: in a folder, or in a bucket of S3 as soon as one of its settings is filled in.

Attachments are never overwritten; of a certificate a second drawing replaces what a killed first one left.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import Env

# The bucket's settings, and what django-storages calls them.
NEEDED = {
    "S3_BUCKET": "bucket_name",
    "S3_REGION": "region_name",
    "S3_ACCESS_KEY": "access_key",
    "S3_SECRET_KEY": "secret_key",
}
ENDPOINT = "S3_ENDPOINT_URL"

IN_FOLDER: dict[str, Any] = {
    "default": {"BACKEND": "kovablik.storage.FolderStorage"},
    "certificates": {
        "BACKEND": "kovablik.storage.FolderStorage",
        "OPTIONS": {"allow_overwrite": True},
    },
}


def find_bucket(env: Env) -> dict[str, Any]:
    """What reaches the bucket; empty without one. A part that is missing is named, never taken for no bucket."""
    found = {name: env.str(name, "") for name in (*NEEDED, ENDPOINT)}
    if not any(found.values()):
        return {}
    for name in NEEDED:
        if not found[name]:
            raise ImproperlyConfigured(f"{name} belum diisi; lihat docs/operasi.md.")
    return {option: found[name] for name, option in NEEDED.items()} | {"endpoint_url": found[ENDPOINT] or None}


def in_bucket(bucket: dict[str, Any]) -> dict[str, Any]:
    return {"default": _storage(bucket, overwrite=False), "certificates": _storage(bucket, overwrite=True)}


def _storage(bucket: dict[str, Any], *, overwrite: bool) -> dict[str, Any]:
    options = {
        **bucket,
        "file_overwrite": overwrite,
        # Sent with no ACL a file is private, also in the many buckets that refuse each request with an ACL.
        "default_acl": None,
        "querystring_auth": True,
    }
    return {"BACKEND": "kovablik.s3.BucketStorage", "OPTIONS": options}

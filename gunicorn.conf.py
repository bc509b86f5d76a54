"""How gunicorn serves Kovablik; it reads this file by itself."""

import os
import re
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

RESET_KEY = re.compile(r"(?<=/akun/lupa/)([0-9A-Za-z]+)-[^/]+")


class DiscreetLogger(Logger):
    """Logs no key that lets its finder set a new password."""

    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        atoms = super().atoms(*args, **kwargs)
        return {**atoms, "U": RESET_KEY.sub(r"\1-...", str(atoms["U"]))}


logger_class = DiscreetLogger
wsgi_app = "kovablik.wsgi:application"
bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", (os.cpu_count() or 1) + 1))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  heartbeat files, never on a slow disk
preload_app = True
timeout = 60
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500
accesslog = "-"
access_log_format = '%(h)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'  # without the query, which may hold a token
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
control_socket_disable = True
chdir = str(Path(__file__).parent)

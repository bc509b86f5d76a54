"""The Celery application: what can wait runs in the worker."""

import os
from importlib import import_module
from typing import Any

from celery import Celery, bootsteps
from celery.signals import import_modules

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kovablik.settings")

app = Celery("kovablik")
app.config_from_object("django.conf:settings", namespace="CELERY")


@import_modules.connect
def load_tasks(**_: object) -> None:
    """A task stands beside its act, and each act has its address: the table of addresses loads them all."""
    import_module("kovablik.urls")


class SignOfLife(bootsteps.StartStopStep):
    """While a worker takes tasks from the queue it says so every few seconds; /sehat/ listens."""

    requires = ("celery.worker.consumer.tasks:Tasks",)
    timer: Any = None

    def start(self, parent: Any) -> None:
        from .health import BEAT_SECONDS, worker_lives  # noqa: PLC0415  needs Django, which Celery sets up later

        worker_lives()
        self.timer = parent.timer.call_repeatedly(BEAT_SECONDS, worker_lives)

    def stop(self, parent: Any) -> None:
        if self.timer:
            self.timer.cancel()
            self.timer = None


app.steps["consumer"].add(SignOfLife)

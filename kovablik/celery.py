"""The Celery application: what can wait runs in the worker."""

import os
from importlib import import_module
from typing import Any

from celery import Celery, Task, bootsteps
from celery.signals import before_task_publish, import_modules

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kovablik.settings")

REHEARSAL = "gladi"  # the header of a message that names the schema in which it was asked for


class RehearsedTask(Task):
    """Runs where it was asked for: the bare key of a row of a rehearsal would name a real one."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from accounts.rehearsal import GoneError, inside  # noqa: PLC0415  needs Django, which Celery sets up later

        if self.request.called_directly:
            return super().__call__(*args, **kwargs)
        if not (schema := self.request.get(REHEARSAL)):
            return self.run(*args, **kwargs)
        try:
            with inside(schema):
                return self.run(*args, **kwargs)
        except GoneError:
            return None


@before_task_publish.connect
def say_where(headers: dict[str, Any], **_: object) -> None:
    from accounts.rehearsal import current  # noqa: PLC0415  as above

    if schema := current():
        headers[REHEARSAL] = schema


app = Celery("kovablik", task_cls=RehearsedTask)
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

from django.apps import AppConfig


class KovablikConfig(AppConfig):
    name = "kovablik"

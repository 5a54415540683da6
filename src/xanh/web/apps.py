from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages and the API."""

    name = "xanh.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

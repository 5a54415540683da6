from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The app of places."""

    name = "xanh.office.places"
    verbose_name = "Địa bàn"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The app of plans."""

    name = "xanh.office.plans"
    verbose_name = "Kế hoạch"
    default_auto_field = "django.db.models.BigAutoField"

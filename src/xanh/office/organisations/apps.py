from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """The app of organisations."""

    name = "xanh.office.organisations"
    verbose_name = "Đơn vị"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """The app of stations, rivers and the programs that may send readings."""

    name = "xanh.office.monitoring"
    verbose_name = "Quan trắc"
    default_auto_field = "django.db.models.BigAutoField"

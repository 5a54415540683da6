"""Xanh carries out a city's plan on climate, natural resources and the environment."""

__version__ = "0.1.0"

"""The bulletin on air or water as an official document: Word and PDF, in Vietnamese."""

from xanh.publishing.bulletin.words import Issuer, Text, text_of

__all__ = ["Issuer", "Text", "text_of"]

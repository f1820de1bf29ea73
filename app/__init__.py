"""Autodiscope shows what Outlook sees: Autodiscover and certificates, step by step."""

__version__ = "0.1.0"

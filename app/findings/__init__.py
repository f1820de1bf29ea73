"""Findings: from a session to conclusions, and what to do about them."""

from app.findings.catalogue import Conclusions, conclude, examine

__all__ = ["Conclusions", "conclude", "examine"]

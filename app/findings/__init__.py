"""Findings: from a session to conclusions, and what to do about them."""

from app.findings.catalogue import conclude, examine

__all__ = ["conclude", "examine"]

"""Puts the parts together: the only place that knows them all."""

from app.wiring.engine import RealEngine

__all__ = ["RealEngine"]

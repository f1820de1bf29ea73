"""The planner: which names, which method, what is missing, and the commands to get there."""

from app.certificates.planner.plan import certificate_plan, outlook_anywhere_principal

__all__ = ["certificate_plan", "outlook_anywhere_principal"]

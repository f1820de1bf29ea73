"""Exports a session as the program does, its findings included."""

from app.domain.session import Session
from app.export import EXPORTERS
from app.findings import conclude


def exported(form: str, session: Session) -> str:
    return EXPORTERS[form](session, conclude(session))

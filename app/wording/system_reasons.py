"""Says in the language of whoever reads why the operating system refused a file."""

from app.wording.language import language, said, speaking


def reason_of(error: OSError, spoken: str = "") -> str:
    """Give the system's reason, without a full stop; in this context's language or in that one."""
    with speaking(spoken or language()):
        return said(error.strerror or str(error))

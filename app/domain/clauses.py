"""A reason as a sentence of its own, and as a clause among others."""


def sentence(text: str) -> str:
    """Make a sentence of a clause: a capital letter, a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def clause(text: str) -> str:
    """Make a clause of a sentence, whose full stop is left to what it comes to stand in."""
    return f"{text[:1].lower()}{text[1:].rstrip('.')}"

"""The waterfall of a run in words, for those who do not see its colours."""

from app.domain.waterfall import Phase, Span, phase_ms
from app.wording.language import _
from app.wording.lines import milliseconds


def phase_title(phase: Phase) -> str:
    """Name a phase, as it stands beside its colour."""
    return {
        Phase.DNS: "DNS",
        Phase.TCP: "TCP",
        Phase.TLS: "TLS",
        Phase.WAITING: _("waiting"),
        Phase.RECEIVING: _("receiving"),
    }[phase]


def phases_text(told: tuple[Span, ...]) -> str:
    """Tell how long each phase took; nothing where there is none."""
    took = ((phase, phase_ms(told, phase)) for phase in Phase)
    return ", ".join(
        f"{phase_title(phase)} {milliseconds(ms)}" for phase, ms in took if ms is not None
    )


def bar_text(started_ms: float, told: tuple[Span, ...]) -> str:
    """Tell of a bar: when it began, and what the time went into."""
    began = _("began {duration} after the start").format(
        duration=milliseconds(started_ms) if started_ms else "0 ms"
    )
    phases = phases_text(told)
    return f"{began}: {phases}" if phases else began

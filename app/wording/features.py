"""The features of Outlook 2007 in words."""

from collections.abc import Sequence

from app.domain.features import Feature, FeatureName, FeatureResult
from app.domain.settings import Scope
from app.wording.language import _
from app.wording.lines import Mark


def feature_title(name: FeatureName) -> str:
    """Name a feature as users know it."""
    return {
        FeatureName.FREE_BUSY: _("Free/busy"),
        FeatureName.OUT_OF_OFFICE: _("Out of office"),
        FeatureName.OFFLINE_ADDRESS_BOOK: _("Offline address book"),
        FeatureName.UNIFIED_MESSAGING: _("Unified messaging"),
    }[name]


def feature_result(result: FeatureResult, *, from_outside: bool = False) -> str:
    """Tell what is known of it, and no more. protocol.md 7.5

    `from_outside`: it was tried at an inside address by a PC outside, where it need not work.
    """
    if from_outside and result is FeatureResult.FAILS:
        return _("not reached from outside")
    return {
        FeatureResult.WORKS: _("works for this user"),
        FeatureResult.REACHABLE: _("reachable"),
        FeatureResult.FAILS: _("fails"),
        FeatureResult.NOT_TRIED: _("not tried"),
        FeatureResult.NO_ADDRESS: _("no address in the settings"),
    }[result]


def feature_mark(result: FeatureResult, *, from_outside: bool = False) -> Mark:
    """Give the mark of a result."""
    if from_outside and result is FeatureResult.FAILS:
        return Mark.INFORMATION
    return {
        FeatureResult.WORKS: Mark.GOOD,
        FeatureResult.REACHABLE: Mark.INFORMATION,
        FeatureResult.FAILS: Mark.BAD,
        FeatureResult.NOT_TRIED: Mark.SKIPPED,
        FeatureResult.NO_ADDRESS: Mark.SKIPPED,
    }[result]


def feature_lines(features: Sequence[Feature]) -> tuple[tuple[str, str, str], ...]:
    """Give a line for each feature: its name, what is known inside, and outside."""
    known = {
        (one.name, one.scope): feature_result(one.result, from_outside=one.from_outside)
        for one in features
    }
    return tuple(
        (feature_title(name), known[name, Scope.INTERNAL], known[name, Scope.EXTERNAL])
        for name in FeatureName
        if (name, Scope.INTERNAL) in known
    )

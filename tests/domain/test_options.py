"""Options as they were typed."""

from app.domain.options import RunOptions, merged


def test_given_options_win_and_others_stay() -> None:
    scenario = RunOptions(address="ann@contoso.example", consent="allow", joined="yes")

    both = merged(scenario, RunOptions(consent="deny", probes=False))

    assert both == RunOptions(
        address="ann@contoso.example", consent="deny", joined="yes", probes=False
    )

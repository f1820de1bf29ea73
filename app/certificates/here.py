"""Chooses who judges on this PC: Windows itself, elsewhere OpenSSL."""

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from app.certificates.judge import judge
from app.certificates.names import NameRules
from app.certificates.stores import TrustStores
from app.certificates.windows.calls import Crypt32, CryptoApi
from app.certificates.windows.judge import WindowsJudge
from app.domain.verdict import Verdict


class JudgeChain(Protocol):
    """Called as `judge` is."""

    def __call__(
        self,
        chain: Sequence[bytes],
        hostname: str,
        stores: TrustStores,
        *,
        at: datetime,
        rules: NameRules,
        extra: Sequence[bytes] = (),
    ) -> Verdict: ...


def judge_here(platform: str = sys.platform, api: CryptoApi | None = None) -> JudgeChain:
    """Give the judge of this PC; on Windows a call may take seconds, so let a thread make it."""
    if platform == "win32":
        return WindowsJudge(api or Crypt32()).judge
    return judge

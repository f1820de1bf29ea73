"""Gives the verdict on the certificates that a server presented: three answers and all problems."""

from collections.abc import Sequence
from datetime import datetime

from app.certificates.assembling import Found, Presented, verdict_on, verdict_without_leaf
from app.certificates.names import NameRules, match_name
from app.certificates.path import Question, find_path
from app.certificates.reading import Parsed, quiet
from app.certificates.stores import TrustStores
from app.domain.verdict import MatchedBy, Verdict


def judge(
    chain: Sequence[bytes],
    hostname: str,
    stores: TrustStores,
    *,
    at: datetime,
    rules: NameRules,
    extra: Sequence[bytes] = (),
) -> Verdict:
    """Judge DER certificates, leaf first, for the host of the URL; no I/O, from any thread.

    Takes whatever a server can present; raises ValueError only for a time without a zone.
    """
    with quiet():
        presented = Presented.read(chain, hostname, at, extra)
        leaf = presented.leaf
        if leaf is None:
            return verdict_without_leaf(presented)
        return verdict_on(presented, leaf, _found(presented, leaf, stores, rules))


def _found(presented: Presented, leaf: Parsed, stores: TrustStores, rules: NameRules) -> Found:
    match = match_name(leaf.names, presented.host, rules)
    match_2007 = match_name(leaf.names, presented.host, NameRules.OUTLOOK_2007)
    by_common_name = match_2007.matched_by is MatchedBy.COMMON_NAME
    finding = find_path(
        Question(
            leaf=leaf,
            others=presented.others,
            stores=stores,
            at=presented.at,
            serving=match_2007.matched_name if by_common_name else "",
        )
    )
    return Found(
        finding=finding,
        in_date=all(each.covers(presented.at) for each in finding.path),
        name_matches=match.matches,
        match=match,
        anchor_stores=stores.names_of(finding.path[-1].sha256),
    )

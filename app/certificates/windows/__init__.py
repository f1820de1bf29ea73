"""Windows' own verdict: what CryptoAPI says of a chain, which is what Outlook asks there."""

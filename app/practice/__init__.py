"""The practice organisation: a simulated Exchange 2007 with its DNS and directory, on loopback."""

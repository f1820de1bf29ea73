"""The engine: from an address to the service URLs, the way the emulated client goes."""

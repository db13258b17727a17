"""Carriers of messages of our own on loopback, with the same bad habits as the banks."""

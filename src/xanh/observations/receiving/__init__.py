"""Takes what stations send: an FTP server, watched folders, the inbox and the quarantine.

Everything received lies durable in a folder before it is acknowledged; one ingester carries it
from there into the store, and removes it only when the store has committed.
"""

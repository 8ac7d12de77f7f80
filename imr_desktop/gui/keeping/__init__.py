"""Looking after the library from the window: passphrase, backups, checks, and the report of a fault."""

"""The guarded room where national numbers become pseudonyms. Keys in, files in, files out: no database, no network.

Only ``web.people`` and the command line may ask it. How far a pseudonym protects: docs/adr/0013-pseudonyms-by-a-keyed-hash.md.
"""
